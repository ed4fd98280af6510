import type { Clock } from "../clock.ts";

/** Whoever waits exactly as long as told finds a token, whatever rounding did meanwhile. */
const almostOne = 1 - 1e-6;

/** A token bucket: `perSecond` tokens trickle in, at most `burst` are kept, and it starts full. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  readonly #clock: Clock;
  #tokens: number;
  #filledMs: number;

  constructor(rate: { readonly perSecond: number; readonly burst: number }, clock: Clock) {
    this.#perMs = rate.perSecond / 1000;
    this.#burst = rate.burst;
    this.#clock = clock;
    this.#tokens = rate.burst;
    this.#filledMs = clock.now();
  }

  /** Takes a token and returns 0, or returns how many milliseconds it is until there will be one. */
  take(): number {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#filledMs) * this.#perMs);
    this.#filledMs = now;
    if (this.#tokens < almostOne) return (1 - this.#tokens) / this.#perMs;
    this.#tokens = Math.max(0, this.#tokens - 1);
    return 0;
  }
}
