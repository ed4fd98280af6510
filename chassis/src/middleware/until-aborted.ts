/**
 * The messages of a request until its call is aborted; from then on whoever waits for one or asks for the next gets the
 * reason. Without it a handler could take a stream that was broken off for one that came to its end.
 */
export function untilAborted<T>(messages: AsyncIterable<T>, signal: AbortSignal): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => new AbortableIterator(messages[Symbol.asyncIterator](), signal) };
}

class AbortableIterator<T> implements AsyncIterator<T> {
  readonly #iterator: AsyncIterator<T>;
  readonly #signal: AbortSignal;
  #reject: (reason: unknown) => void = () => undefined;

  constructor(iterator: AsyncIterator<T>, signal: AbortSignal) {
    this.#iterator = iterator;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#reject(signal.reason), { once: true });
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#signal.aborted) return Promise.reject(this.#signal.reason);
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      this.#iterator.next().then(resolve, reject);
    });
  }

  async return(): Promise<IteratorResult<T>> {
    await this.#iterator.return?.();
    return { done: true, value: undefined };
  }
}
