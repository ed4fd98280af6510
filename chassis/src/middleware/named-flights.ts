import type { Clock } from "../clock.ts";
import { isOfOneCall } from "./flights.ts";

/**
 * How old a flight may be that is joined: what it has read is hardly older than the call that joins, whoever changed it
 * wherever meanwhile.
 */
const joinMs = 50;

interface Flight<T> {
  readonly startMs: number;
  readonly answer: Promise<T>;
}

/** Single flight by name: calls that come within a moment wait for the one fetch that the first of them began. */
export class NamedFlights<T> {
  readonly #clock: Clock;
  readonly #running = new Map<string, Flight<T>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Nobody joins what is being fetched under these names any more. */
  leave(names: readonly string[]): void {
    if (this.#running.size === 0) return;
    for (const name of names) this.#running.delete(name);
  }

  /**
   * Joins the fetch under this name, or starts it. When the call that started it went away or ran out of time, those who
   * joined try again for themselves.
   */
  async join(name: string, fetch: () => Promise<T>): Promise<T> {
    const running = this.#running.get(name);
    if (!running || this.#clock.now() - running.startMs > joinMs) return this.start(name, fetch);
    try {
      return await running.answer;
    } catch (thrown) {
      if (!isOfOneCall(thrown)) throw thrown;
      this.#end(name, running);
      return this.join(name, fetch);
    }
  }

  /** Begins a fetch that others may join, whatever is being fetched already. */
  async start(name: string, fetch: () => Promise<T>): Promise<T> {
    const flight = { startMs: this.#clock.now(), answer: fetch() };
    this.#running.set(name, flight);
    try {
      return await flight.answer;
    } finally {
      this.#end(name, flight);
    }
  }

  #end(name: string, flight: Flight<T>): void {
    if (this.#running.get(name) === flight) this.#running.delete(name);
  }
}
