interface Work<T> {
  readonly result: Promise<T>;
  readonly everybodyGone: AbortController;
  waiting: number;
}

/** Single flight: who asks for what is being made already waits for that one, and it is given up when nobody waits. */
export class SharedWork<T> {
  readonly #running = new Map<string, Work<T>>();

  /** Joins the work under this key, or begins it. `signal` says that this caller has gone. */
  async join(key: string, signal: AbortSignal, begin: (everybodyGone: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const work = this.#running.get(key) ?? this.#begin(key, begin);
    work.waiting++;
    const leave = () => {
      if (--work.waiting > 0) return;
      this.#end(key, work);
      work.everybodyGone.abort(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    try {
      return await work.result;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  #begin(key: string, begin: (everybodyGone: AbortSignal) => Promise<T>): Work<T> {
    const everybodyGone = new AbortController();
    const work: Work<T> = { result: begin(everybodyGone.signal), everybodyGone, waiting: 0 };
    this.#running.set(key, work);
    const end = () => this.#end(key, work);
    work.result.then(end, end);
    return work;
  }

  /** Whoever comes after the work was given up begins anew. */
  #end(key: string, work: Work<T>): void {
    if (this.#running.get(key) === work) this.#running.delete(key);
  }
}
