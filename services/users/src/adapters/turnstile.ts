/** Lets work through one at a time, in the order it came. */
export class Turnstile {
  #last: Promise<unknown> = Promise.resolve();

  /** Settles as `work` does, once everything before it has settled. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
