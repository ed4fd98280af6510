import type { Health } from "../health.ts";

/** How often the parts are asked anew while somebody watches. */
const pollMs = 1000;

/** Tells when a process's health may have changed: at each change of phase, and once a second for its parts. */
export class StatusWatch implements Disposable {
  readonly #stopWatching: () => void;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  #hasNews = false;
  #wake: () => void = () => undefined;

  constructor(health: Health, signal: AbortSignal) {
    this.#signal = signal;
    this.#stopWatching = health.watch(this.#tell);
    this.#timer = setInterval(this.#tell, pollMs).unref();
    signal.addEventListener("abort", this.#tell);
  }

  /** Resolves at the next sign of change, or at once when one came since the last call. */
  async next(): Promise<void> {
    if (!this.#hasNews) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#hasNews = false;
  }

  [Symbol.dispose](): void {
    this.#stopWatching();
    clearInterval(this.#timer);
    this.#signal.removeEventListener("abort", this.#tell);
  }

  readonly #tell = (): void => {
    this.#hasNews = true;
    this.#wake();
  };
}
