import type { Socket } from "node:net";
import { Connection, defaultLimits, type Limits, type Stream } from "@flotilla/http2";
import { Bag } from "../bag.ts";
import type { Fault } from "../fault.ts";
import { Http2Exchange } from "./http2-exchange.ts";
import { toPeer } from "./peer.ts";
import { type ExchangeListener, idleConnectionMs, type Transport, type TransportLimits } from "./transport.ts";
import { whenHeard } from "./when-heard.ts";

/** How often the limits in time are looked at. */
const sweepMs = 1000;

/** HTTP/2 (RFC 9113) on our own engine. */
export function createHttp2(listener: ExchangeListener, limits: TransportLimits): Transport {
  return new Http2(listener, limits);
}

class Http2 implements Transport {
  readonly #listener: ExchangeListener;
  readonly #limits: Limits;
  readonly #connections = new Set<Connection>();
  readonly #open = new Bag<Http2Exchange>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(listener: ExchangeListener, { maxHeaderBytes, headerTimeoutMs, maxConcurrentCalls }: TransportLimits) {
    this.#listener = listener;
    this.#limits = {
      ...defaultLimits,
      maxHeaderListSize: maxHeaderBytes,
      maxConcurrentStreams: maxConcurrentCalls,
      settingsTimeoutMs: headerTimeoutMs,
      headerTimeoutMs,
      idleTimeoutMs: idleConnectionMs,
    };
    this.#sweeper = setInterval(() => whenHeard(this.#sweep), sweepMs).unref();
  }

  accept(socket: Socket): void {
    // A peer that closes its half is gone: it could not even grant the window for what is still to be sent.
    socket.allowHalfOpen = false;
    const context = { peer: toPeer(socket), open: this.#open };
    const onStream = (stream: Stream) => this.#listener(new Http2Exchange(stream, context));
    const connection = new Connection(socket, { role: "server", limits: this.#limits, events: { onStream } });
    this.#connections.add(connection);
    // A peer that does not read keeps the socket of a connection that failed: the sweep destroys it.
    socket.once("close", () => this.#connections.delete(connection));
  }

  drain(): void {
    // GOAWAY names the last stream that is served: a client sends what it sent later again, elsewhere.
    for (const connection of this.#connections) connection.goaway();
  }

  abort(fault: Fault): void {
    for (const exchange of this.#open.list()) exchange.abort(fault);
  }

  close(): void {
    clearInterval(this.#sweeper);
  }

  readonly #sweep = (): void => {
    const nowMs = performance.now();
    for (const connection of this.#connections) connection.sweep(nowMs);
  };
}
