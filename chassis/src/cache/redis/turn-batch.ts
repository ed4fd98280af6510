/**
 * Gathers what is asked in one turn of the event loop, so that Redis is asked once for all of it: a command costs more than
 * the names in it. What is asked twice is asked once.
 */
export class TurnBatch<T> {
  readonly #flush: (asked: ReadonlyMap<string, PromiseWithResolvers<T>>) => void;
  #asked = new Map<string, PromiseWithResolvers<T>>();

  constructor(flush: (asked: ReadonlyMap<string, PromiseWithResolvers<T>>) => void) {
    this.#flush = flush;
  }

  add(name: string): Promise<T> {
    const known = this.#asked.get(name);
    if (known) return known.promise;
    if (this.#asked.size === 0) setImmediate(() => this.#flush(this.#take()));
    const asked = Promise.withResolvers<T>();
    this.#asked.set(name, asked);
    return asked.promise;
  }

  #take(): ReadonlyMap<string, PromiseWithResolvers<T>> {
    const asked = this.#asked;
    this.#asked = new Map();
    return asked;
  }
}
