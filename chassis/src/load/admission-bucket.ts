/** Lets calls in at a pace: tokens trickle in over time, and what nobody takes is soon lost. */
export class AdmissionBucket {
  #perMs = 0;
  #most = 1;
  #tokens = 0;

  /** From now on `perMs` calls a millisecond, and what gathers in `gatheredMs` at once. */
  setPace(perMs: number, gatheredMs: number): void {
    this.#perMs = perMs;
    this.#most = Math.max(1, perMs * gatheredMs);
  }

  refill(elapsedMs: number): void {
    this.#tokens = Math.min(this.#most, this.#tokens + elapsedMs * this.#perMs);
  }

  /** Whether a call may come in; it takes its token with it. */
  take(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  empty(): void {
    this.#tokens = 0;
  }
}
