import type { Socket } from "node:net";
import { Bag } from "../../bag.ts";
import type { Fault } from "../../fault.ts";
import { RefusedHttp1, refuseHttp1 } from "../http1-refusal.ts";
import type { ExchangeListener, RefusalListener, Transport, TransportLimits } from "../transport.ts";
import { whenHeard } from "../when-heard.ts";
import { type ConnectionOptions, Http1Connection } from "./connection.ts";
import type { Http1Exchange } from "./http1-exchange.ts";
import { WakingTime } from "./waking-time.ts";

/** HTTP/1.1 (RFC 9112) on our own engine. Requests that cannot be read go to `onRefusal`; default: a plain problem. */
export function createHttp1(
  listener: ExchangeListener,
  limits: TransportLimits,
  onRefusal?: RefusalListener,
): Transport {
  return new Http1(listener, limits, onRefusal);
}

class Http1 implements Transport {
  readonly #options: ConnectionOptions;
  readonly #connections = new Set<Http1Connection>();
  readonly #open = new Bag<Http1Exchange>();
  readonly #time: WakingTime;
  readonly #sweeper: NodeJS.Timeout;
  #isDraining = false;

  constructor(
    listener: ExchangeListener,
    { maxHeaderBytes, headerTimeoutMs }: TransportLimits,
    onRefusal: RefusalListener | undefined,
  ) {
    const refuse = (socket: Socket, fault: Fault) => {
      if (onRefusal) onRefusal(new RefusedHttp1(socket), fault);
      else refuseHttp1(socket, fault);
    };
    this.#options = { listener, maxHeaderBytes, headerTimeoutMs, open: this.#open, refuse };
    const sweepMs = Math.max(50, Math.min(1000, headerTimeoutMs / 4));
    this.#time = new WakingTime(sweepMs, performance.now());
    this.#sweeper = setInterval(() => whenHeard(this.#sweep), sweepMs).unref();
  }

  accept(socket: Socket): void {
    const connection = new Http1Connection(socket, this.#options);
    this.#connections.add(connection);
    socket.once("close", () => this.#connections.delete(connection));
    if (this.#isDraining) connection.drain();
  }

  drain(): void {
    this.#isDraining = true;
    for (const connection of this.#connections) connection.drain();
  }

  abort(fault: Fault): void {
    for (const exchange of this.#open.list()) exchange.abort(fault);
  }

  close(): void {
    clearInterval(this.#sweeper);
  }

  readonly #sweep = (): void => {
    const nowMs = this.#time.pass(performance.now());
    for (const connection of this.#connections) connection.sweep(nowMs);
  };
}
