/** Makes sure that all streams are there; rejects when it cannot. */
export type EnsureStreams = () => Promise<void>;

/** What the keeper waits with. */
export interface Timer {
  /** Calls `listener` once after `delayMs`, unless the function it returns is called first. */
  after(delayMs: number, listener: () => void): () => void;
}

/** What a StreamKeeper is made from. */
export interface StreamKeeperOptions {
  readonly ensure: EnsureStreams;
  readonly timer: Timer;
  /** Told when the streams are there, and why not when they are not: at first, and whenever that changes. */
  tell(problem: Error | undefined): void;
}

/** How often the streams are looked after. */
export const lookEveryMs = 2000;

/** Keeps streams in being, however often a broker loses them. */
export class StreamKeeper {
  readonly #options: StreamKeeperOptions;
  #problem: Error | undefined = new Error("The streams were not looked for yet.");
  #told: string | undefined = "nothing";

  constructor(options: StreamKeeperOptions) {
    this.#options = options;
  }

  /** Throws why the streams were not there when it last looked. */
  assertThere(): void {
    if (this.#problem) throw this.#problem;
  }

  /** Looks after them until `signal` aborts. */
  async keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#problem = await this.#look();
      if (this.#problem?.message !== this.#told) this.#options.tell(this.#problem);
      this.#told = this.#problem?.message;
      await this.#pause(signal);
    }
  }

  async #look(): Promise<Error | undefined> {
    try {
      await this.#options.ensure();
      return undefined;
    } catch (cause) {
      return cause instanceof Error ? cause : new Error(String(cause));
    }
  }

  #pause(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.timer.after(lookEveryMs, resolve);
    const end = () => resolve();
    signal.addEventListener("abort", end);
    return promise.finally(() => {
      cancel();
      signal.removeEventListener("abort", end);
    });
  }
}
