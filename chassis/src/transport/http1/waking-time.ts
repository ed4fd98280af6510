/**
 * Time in which the process was at work. While it stood still (a frozen machine, a blocked event loop) peers went on
 * sending: what they sent is yet to be read, and a connection that looks idle may have a request waiting.
 */
export class WakingTime {
  readonly #mostMs: number;
  #lastMs: number;
  #passedMs = 0;

  /** It is asked for every `stepMs`; of a longer pause no more than two steps count. */
  constructor(stepMs: number, nowMs: number) {
    this.#mostMs = 2 * stepMs;
    this.#lastMs = nowMs;
  }

  /** Milliseconds awake until now. */
  pass(nowMs: number): number {
    this.#passedMs += Math.min(nowMs - this.#lastMs, this.#mostMs);
    this.#lastMs = nowMs;
    return this.#passedMs;
  }
}
