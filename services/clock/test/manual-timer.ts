import type { Timer } from "../src/domain/timer.ts";

/** Time that passes only when a test says so. */
export class ManualTimer implements Timer {
  #now = 0;
  readonly #waiting = new Map<() => void, number>();

  now(): number {
    return this.#now;
  }

  after(delayMs: number, listener: () => void): () => void {
    this.#waiting.set(listener, this.#now + delayMs);
    return () => void this.#waiting.delete(listener);
  }

  /** Moves on, and calls what falls due. */
  advance(ms: number): void {
    this.#now += ms;
    for (const [listener, dueMs] of this.#waiting) {
      if (dueMs > this.#now) continue;
      this.#waiting.delete(listener);
      listener();
    }
  }
}
