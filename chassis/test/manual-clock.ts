import type { Clock } from "../src/clock.ts";

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now: number;
  #timers: { readonly dueMs: number; readonly listener: () => void }[] = [];

  constructor(startMs = Math.ceil(performance.now())) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  /** Timers that are set. */
  get waiting(): number {
    return this.#timers.length;
  }

  after(delayMs: number, listener: () => void): () => void {
    const timer = { dueMs: this.#now + delayMs, listener };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on by `ms` as a process does that stood still: what fell due meanwhile fires late, at the end. */
  leap(ms: number): void {
    this.#now += ms;
    this.advance(0);
  }

  /** Moves on by `ms`, firing what falls due in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.dueMs <= end).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.dueMs);
      next.listener();
    }
    this.#now = end;
  }
}
