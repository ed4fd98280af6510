import type { Clock } from "../../clock.ts";

const firstDelayMs = 1000;
const factor = 1.6;
const jitter = 0.2;
const defaultMaxDelayMs = 120_000;

/**
 * How long to leave a peer alone that could not be reached (gRPC's doc/connection-backoff.md): 1 s, then 1.6 times as long
 * after each failure up to a longest pause, all of it ± 20 % so that clients do not come back together. It counts from
 * the start of an attempt.
 */
export class Backoff {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #maxDelayMs: number;
  #delayMs = firstDelayMs;
  #startedMs = 0;
  #untilMs = 0;

  /** `maxDelayMs`: the longest pause, before jitter. Default 120,000. */
  constructor(clock: Clock, random: () => number, maxDelayMs: number = defaultMaxDelayMs) {
    this.#clock = clock;
    this.#random = random;
    this.#maxDelayMs = maxDelayMs;
  }

  /** Time until the next attempt; 0 when it may be made now. */
  get waitMs(): number {
    return Math.max(0, this.#untilMs - this.#clock.now());
  }

  /** An attempt begins. */
  start(): void {
    this.#startedMs = this.#clock.now();
  }

  /** The attempt failed. */
  fail(): void {
    this.#untilMs = this.#startedMs + this.#delayMs * (1 - jitter + 2 * jitter * this.#random());
    this.#delayMs = Math.min(this.#delayMs * factor, this.#maxDelayMs);
  }

  /** The attempt succeeded. */
  reset(): void {
    this.#delayMs = firstDelayMs;
    this.#untilMs = 0;
  }
}
