const baseEjectionMs = 5000;
const maxEjectionMs = 60_000;

/** How an address has answered of late, and how often it was ejected for it. */
export class Track {
  calls = 0;
  failures = 0;
  failuresInRow = 0;
  /** When the ejection ends. */
  untilMs = 0;
  /** Ejections, less one for each interval without. */
  #ejections = 0;

  /** Share of the calls of this interval that failed; 0 without any. */
  get failureShare(): number {
    return this.calls === 0 ? 0 : this.failures / this.calls;
  }

  /** A call has ended. */
  count(isAnswered: boolean): void {
    this.calls++;
    if (!isAnswered) this.failures++;
    this.failuresInRow = isAnswered ? 0 : this.failuresInRow + 1;
  }

  /** Out from now: 5 s the first time, 10 s the second, up to a minute (A50's `base_ejection_time` and multiplier). */
  eject(nowMs: number): void {
    this.#ejections++;
    this.untilMs = nowMs + Math.min(baseEjectionMs * this.#ejections, maxEjectionMs);
  }

  /** In again, with nothing held against it but how often it was out. */
  readmit(): void {
    this.calls = 0;
    this.failures = 0;
    this.failuresInRow = 0;
  }

  /** Counts anew; what ends is the interval since `sinceMs`. */
  startInterval(sinceMs: number): void {
    const wasOut = this.untilMs > sinceMs;
    if (!wasOut && this.#ejections > 0) this.#ejections--;
    this.calls = 0;
    this.failures = 0;
  }
}
