import type { Turn } from "./turn.ts";

/** What calls cost and how many come, over the last moments: what is `memoryMs` in the past counts a third of what is now. */
export class Throughput {
  readonly #memoryMs: number;
  #arrived = 0;
  #ended = 0;
  #latencyMs = 0;
  #busyMs = 0;
  #elapsedMs = 0;

  constructor(memoryMs: number) {
    this.#memoryMs = memoryMs;
  }

  add({ arrived, ended, latencyMs, busyMs, idleMs }: Turn): void {
    const elapsedMs = busyMs + idleMs;
    const kept = Math.exp(-elapsedMs / this.#memoryMs);
    this.#arrived = this.#arrived * kept + arrived;
    this.#ended = this.#ended * kept + ended;
    this.#latencyMs = this.#latencyMs * kept + latencyMs;
    this.#busyMs = this.#busyMs * kept + busyMs;
    this.#elapsedMs = this.#elapsedMs * kept + elapsedMs;
  }

  /** Time of the loop per call that ended, with all that was done beside; of a refused call's cost each has its part. */
  get costMs(): number {
    return this.#busyMs / Math.max(1, this.#ended);
  }

  /** Calls a millisecond that the loop could end if it never rested: the bottleneck's bandwidth, as BBR has it. */
  get capacity(): number {
    return 1 / this.costMs;
  }

  /** What comes, of what could be done: above 1 the queue grows. */
  get load(): number {
    return (this.#arrived / this.#elapsedMs) * this.costMs;
  }

  /** How long a call takes, from its head to its last byte. */
  get latencyMs(): number {
    return this.#latencyMs / Math.max(1, this.#ended);
  }
}
