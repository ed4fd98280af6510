import type { Clock } from "../../clock.ts";

const bucketMs = 1000;
const bucketCount = 10;
/** The newest one may have only begun; two are at least a second. */
const leastBuckets = 2;

interface Bucket {
  readonly number: number;
  calls: number;
  failures: number;
}

/**
 * The share of failures among a peer's latest calls, counted in seconds. It looks back as far as it must to see
 * `leastCalls`, but for a second at least, so that one lost connection is not taken for an outage, and for ten at most.
 * So a busy caller sees an outage within a second or two, and a quiet one sees it at all.
 */
export class FailureWindow {
  readonly #clock: Clock;
  readonly #leastCalls: number;
  /** The newest first. */
  #buckets: Bucket[] = [];

  constructor(clock: Clock, leastCalls: number) {
    this.#clock = clock;
    this.#leastCalls = leastCalls;
  }

  add(isFailure: boolean): void {
    const bucket = this.#newest();
    bucket.calls++;
    if (isFailure) bucket.failures++;
  }

  /** From 0 to 1; undefined when there were too few calls to say. */
  get failureShare(): number | undefined {
    const number = this.#newest().number;
    let calls = 0;
    let failures = 0;
    for (const bucket of this.#buckets) {
      if (calls >= this.#leastCalls && number - bucket.number >= leastBuckets) break;
      calls += bucket.calls;
      failures += bucket.failures;
    }
    return calls < this.#leastCalls ? undefined : failures / calls;
  }

  clear(): void {
    this.#buckets = [];
  }

  #newest(): Bucket {
    const number = Math.floor(this.#clock.now() / bucketMs);
    const [newest] = this.#buckets;
    if (newest?.number === number) return newest;
    const bucket = { number, calls: 0, failures: 0 };
    const isKept = (older: Bucket) => number - older.number < bucketCount;
    this.#buckets = [bucket, ...this.#buckets.filter(isKept)];
    return bucket;
  }
}
