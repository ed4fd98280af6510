import type { Agent, RequestOptions } from "node:http";
import type { Socket } from "node:net";
import { type Clock, systemClock } from "../../clock.ts";
import { assertHeaders } from "./assert-headers.ts";
import { Backoff } from "./backoff.ts";
import { Http1Exchange } from "./http1-exchange.ts";
import { openSocket } from "./open-socket.ts";
import { toAuthority } from "./unreachable.ts";
import type { Wire, WireExchange, WireRequest, WireState } from "./wire.ts";
import { WireError } from "./wire-error.ts";
import { defaultConnectTimeoutMs, readTls, retirementMs, type WireOptions, type WireTls } from "./wire-options.ts";

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
  /** Keeps the connections for the next request. */
  #agent: Agent;
  /** What connections are opened with. */
  #tls: WireTls | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #backoff: Backoff;
  #failure: string | undefined = undefined;
  #isClosed = false;

  constructor(options: WireOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#backoff = new Backoff(this.#clock, options.random ?? Math.random, options.maxReconnectMs);
    this.#tls = readTls(options);
    this.#agent = this.#createAgent();
  }

  get state(): WireState {
    return this.#failure === undefined ? "ready" : "failed";
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  /** A connection without a request would be of no use but to see whether there can be one. */
  connect(): void {
    this.#renew();
    if (this.#failure === undefined || this.#isClosed || this.#backoff.waitMs > 0) return;
    this.#connect(new AbortController().signal, (_error, socket) => socket?.destroy());
  }

  send({ verb, target, headers, body }: WireRequest): WireExchange {
    assertHeaders(headers);
    this.#renew();
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

  #createAgent(): Agent {
    const agent = new this.#http.Agent({ keepAlive: true });
    agent.createConnection = (options, done) => this.#connect((options as Opening).cancelled, done as Done);
    return agent;
  }

  /** Other certificates are for other connections: the kept ones close now, those in use with their request. */
  #renew(): void {
    const tls = readTls(this.#options);
    if (tls === this.#tls) return;
    this.#tls = tls;
    this.#agent.maxFreeSockets = 0;
    for (const socket of Object.values(this.#agent.freeSockets).flat()) socket?.destroy();
    const left = [...this.#sockets];
    const late = new WireError(`its certificates were replaced, ${retirementMs} ms ago`);
    this.#clock.after(retirementMs, () => {
      for (const socket of left) socket.destroy(late);
    });
    this.#agent = this.#createAgent();
    this.#backoff.reset();
    if (this.#failure === undefined) return;
    this.#failure = undefined;
    this.#options.onState?.();
  }

  /** Opens a socket, unless the request is cancelled meanwhile. Answers nothing, so that node waits for `done`. */
  #connect(signal: AbortSignal, done: Done): undefined {
    if (this.#isClosed) {
      process.nextTick(done, wireClosed());
      return;
    }
    this.#backoff.start();
    const giveUp = () => socket.destroy();
    const socket = openSocket(this.#options, "http/1.1", (error) => {
      stopTimer();
      signal.removeEventListener("abort", giveUp);
      if (!signal.aborted) this.#judge(error);
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

  /** Attempts made side by side that all fail count as one. */
  #judge(error: WireError | undefined): void {
    if (!error) this.#backoff.reset();
    else if (this.#backoff.waitMs === 0) this.#backoff.fail();
    if (this.#failure === error?.message) return;
    this.#failure = error?.message;
    this.#options.onState?.();
  }
}

function wireClosed(): WireError {
  return new WireError("the client was closed", { isUnprocessed: true });
}
