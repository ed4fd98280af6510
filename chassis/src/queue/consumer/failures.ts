import type { Delivery } from "../queue.ts";

/** Messages that are remembered; the longest unheard of go first. */
const mostMessages = 10_000;

/**
 * How often this process saw each message fail for a reason of its own. The queue counts deliveries, those that an outage or
 * a restart undid among them: after either, one failure would be the last.
 */
export class Failures {
  readonly #counts = new Map<string, number>();

  /** Counts one more. Answers how many there were. */
  add(delivery: Delivery): number {
    const key = toKey(delivery);
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.delete(key);
    this.#counts.set(key, count);
    if (this.#counts.size > mostMessages) this.#counts.delete(this.#counts.keys().next().value!);
    return count;
  }

  /** It is settled. */
  forget(delivery: Delivery): void {
    if (this.#counts.size > 0) this.#counts.delete(toKey(delivery));
  }
}

/** A stream that is made anew counts from 1 again, hence the time. */
function toKey({ sequence, time }: Delivery): string {
  return `${sequence}/${time.getTime()}`;
}
