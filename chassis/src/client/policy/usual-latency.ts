/** Time in which two thirds of what is usual comes from new calls: longer than most overloads last. */
const memoryMs = 300_000;

/** The first calls count alike, so that the very first does not decide for minutes. */
const firstCalls = 100;

/** One slow call in a crowd of fast ones counts as at most so many. */
const mostSlowdown = 10;

/** Below this, what is measured is this process and not the peer. */
const leastMs = 1;

/**
 * How long the calls of one rpc usually take: their mean, in which older ones fade over five minutes. It is a mean and no
 * minimum, so that an rpc of which some calls are slow by nature does not look slow for ever.
 */
export class UsualLatency {
  #meanMs = 0;
  #count = 0;
  #measuredMs = 0;

  /** How many times as long as usual a call took that ended at `nowMs`: 1 is usual. From then on it is part of it. */
  measure(latencyMs: number, nowMs: number): number {
    const slowdown = this.#count === 0 ? 1 : Math.max(latencyMs, leastMs) / Math.max(this.#meanMs, leastMs);
    this.#count = Math.min(this.#count + 1, firstCalls);
    const faded = 1 - Math.exp((this.#measuredMs - nowMs) / memoryMs);
    const weight = this.#count < firstCalls ? 1 / this.#count : faded;
    this.#meanMs += (latencyMs - this.#meanMs) * weight;
    this.#measuredMs = nowMs;
    return Math.min(slowdown, mostSlowdown);
  }
}
