import type { Http1Exchange } from "./http1-exchange.ts";
import type { Outbox } from "./outbox.ts";

/** Requests that may be under way on one connection: more are not read before an answer was given. */
const mostOpen = 32;

interface Waiter {
  readonly exchange: Http1Exchange;
  readonly resolve: () => void;
}

/** The exchanges of a connection in the order in which they are to be answered (RFC 9112 §9.3.2): only the first one sends. */
export class Pipeline {
  readonly #outbox: Outbox;
  readonly #open: Http1Exchange[] = [];
  #waiters: Waiter[] = [];

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  get isEmpty(): boolean {
    return this.#open.length === 0;
  }

  get isFull(): boolean {
    return this.#open.length >= mostOpen;
  }

  add(exchange: Http1Exchange): void {
    this.#open.push(exchange);
  }

  /** Whether no request came after this one. */
  isNewest(exchange: Http1Exchange): boolean {
    return this.#open.at(-1) === exchange;
  }

  send(exchange: Http1Exchange, data: string | Uint8Array): void {
    if (exchange === this.#open[0]) this.#push(data);
    else if (exchange.held) exchange.held.push(data);
    else exchange.held = [data];
  }

  /** Resolves when the exchange may send more; undefined when it may already. */
  whenRoom(exchange: Http1Exchange): Promise<void> | undefined {
    if (exchange === this.#open[0] && !this.#outbox.isFull) return undefined;
    return new Promise((resolve) => this.#waiters.push({ exchange, resolve }));
  }

  /** Lets those go that are answered, and the next one send what it has. Answers whether one of them was the last. */
  advance(): boolean {
    while (this.#open[0]?.isDone) {
      if (this.#open.shift()!.closesConnection) return true;
      const next = this.#open[0];
      if (!next?.held) continue;
      for (const data of next.held) this.#push(data);
      next.held = undefined;
    }
    return false;
  }

  /** The peer takes more. */
  wake(): void {
    if (this.#waiters.length === 0) return;
    const [first] = this.#open;
    const ready = this.#waiters.filter(({ exchange }) => exchange === first);
    this.#waiters = this.#waiters.filter(({ exchange }) => exchange !== first);
    for (const { resolve } of ready) resolve();
  }

  /** Nothing can be sent any more: nobody waits for it. Answers what was not answered. */
  close(): readonly Http1Exchange[] {
    for (const { resolve } of this.#waiters.splice(0)) resolve();
    return this.#open.splice(0);
  }

  #push(data: string | Uint8Array): void {
    if (typeof data === "string") this.#outbox.pushText(data);
    else this.#outbox.pushBytes(data);
  }
}
