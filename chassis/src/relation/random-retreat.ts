import type { Clock } from "../clock.ts";
import type { Retreat } from "./save-record.ts";

const firstMs = 2;
const longestMs = 100;

/** Waits any part of a time that doubles with each attempt ("full jitter", Brooker 2015): 2 ms at first, 100 at most. */
export class RandomRetreat implements Retreat {
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  pause(attempt: number): Promise<void> {
    const mostMs = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
    return new Promise((resolve) => void this.#clock.after(this.#random() * mostMs, resolve));
  }
}
