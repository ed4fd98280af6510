import type { Agent, RequestOptions } from "node:http";
import type { Socket } from "node:net";
import { type Clock, systemClock } from "../../clock.ts";
import { assertHeaders } from "./assert-headers.ts";
import { Http1Exchange } from "./http1-exchange.ts";
import { openSocket } from "./open-socket.ts";
import { toAuthority } from "./unreachable.ts";
import type { Wire, WireExchange, WireRequest } from "./wire.ts";
import { WireError } from "./wire-error.ts";
import { defaultConnectTimeoutMs, type WireOptions } from "./wire-options.ts";

/** Node keeps `signal` to itself, so that an agent could not tell whom it opens a connection for. */
type Opening = RequestOptions & { readonly cancelled: AbortSignal };

type Done = (error: Error | null, socket?: Socket) => void;

/**
 * HTTP/1.1 on node:http: one connection for each request under way, kept for the next. A kept connection that the peer
 * closes just as it is used again fails its request; whether that may be sent again is for the caller to say.
 */
export class Http1Wire implements Wire {
  readonly httpVersion = 1;
  readonly #options: WireOptions;
  readonly #clock: Clock;
  /** Loaded when it is needed: a command line that speaks HTTP/2 should not pay for it. */
  readonly #http = process.getBuiltinModule("node:http");
  readonly #agent: Agent;
  readonly #sockets = new Set<Socket>();
  #isClosed = false;

  constructor(options: WireOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#agent = new this.#http.Agent({ keepAlive: true });
    this.#agent.createConnection = (options, done) => this.#connect((options as Opening).cancelled, done as Done);
  }

  send({ verb, target, headers, body }: WireRequest): WireExchange {
    assertHeaders(headers);
    const abort = new AbortController();
    const options: Opening = {
      agent: this.#agent,
      method: verb,
      path: target,
      headers: { host: toAuthority(this.#options), ...headers } as Record<string, string | string[]>,
      signal: abort.signal,
      cancelled: abort.signal,
    };
    const request = this.#http.request(options);
    if (verb === "GET") request.end();
    else if (body) request.end(body);
    else request.flushHeaders();
    return new Http1Exchange(request, abort, this.#options);
  }

  close(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.destroy(wireClosed());
  }

  /** Opens a socket, unless the request is cancelled meanwhile. Answers nothing, so that node waits for `done`. */
  #connect(signal: AbortSignal, done: Done): undefined {
    if (this.#isClosed) {
      process.nextTick(done, wireClosed());
      return;
    }
    const giveUp = () => socket.destroy();
    const socket = openSocket(this.#options, "http/1.1", (error) => {
      stopTimer();
      signal.removeEventListener("abort", giveUp);
      done(error ?? null, socket);
    });
    signal.addEventListener("abort", giveUp);
    const timeoutMs = this.#options.connectTimeoutMs ?? defaultConnectTimeoutMs;
    const late = new Error(`no connection within ${timeoutMs} ms`);
    const stopTimer = this.#clock.after(timeoutMs, () => socket.destroy(late));
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    // Between an answer and the agent's taking the socket back nobody else listens.
    socket.on("error", () => undefined);
  }
}

function wireClosed(): WireError {
  return new WireError("the client was closed", { isUnprocessed: true });
}
