type Work<T> = () => Promise<T>;

/**
 * Runs work of the same key one after the other, in the order it came, and of different keys at the same time, up to a
 * bound. Work without a key waits for the bound only.
 */
export class Lanes {
  readonly #most: number;
  /** What waits behind the work that a key has among the running or the ready. */
  readonly #behind = new Map<string, Work<void>[]>();
  readonly #ready: Work<void>[] = [];
  #running = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Settles as the work does. */
  run<T>(key: string | undefined, work: Work<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<T>();
    const step = async () => {
      const done = work();
      resolve(done);
      await done.catch(() => undefined);
    };
    const behind = key === undefined ? undefined : this.#behind.get(key);
    if (behind) {
      behind.push(step);
      return promise;
    }
    if (key !== undefined) this.#behind.set(key, []);
    this.#enqueue(key, step);
    return promise;
  }

  #enqueue(key: string | undefined, step: Work<void>): void {
    this.#ready.push(key === undefined ? step : () => this.#runLane(key, step));
    while (this.#running < this.#most && this.#ready.length > 0) this.#start(this.#ready.shift()!);
  }

  #start(step: Work<void>): void {
    this.#running++;
    void step().then(() => {
      this.#running--;
      const next = this.#ready.shift();
      if (next) this.#start(next);
    });
  }

  /** The next one of the key lines up again behind the others. */
  async #runLane(key: string, step: Work<void>): Promise<void> {
    await step();
    const next = this.#behind.get(key)?.shift();
    if (next) this.#enqueue(key, next);
    else this.#behind.delete(key);
  }
}
