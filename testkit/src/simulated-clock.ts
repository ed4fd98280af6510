import { setImmediate } from "node:timers/promises";
import type { Clock } from "@flotilla/chassis";

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  listener: (() => void) | undefined;
}

/**
 * A clock that leaps from timer to timer, with everything run in between that waits for promises only. What falls due
 * at the same time comes in the order in which it was set, so that a run is the same each time.
 */
export class SimulatedClock implements Clock {
  #now = 0;
  #count = 0;
  #waiting = 0;
  /** A binary heap: each is due no later than the two at twice its place. */
  readonly #heap: Timer[] = [];

  now(): number {
    return this.#now;
  }

  /** Timers that are set. */
  get waiting(): number {
    return this.#waiting;
  }

  after(delayMs: number, listener: () => void): () => void {
    const timer: Timer = { dueMs: this.#now + Math.max(0, delayMs), order: this.#count++, listener };
    this.#push(timer);
    this.#waiting++;
    return () => this.#take(timer);
  }

  /** Goes on until `endMs`. */
  async run(endMs: number): Promise<void> {
    await setImmediate();
    for (let timer = this.#heap[0]; timer && timer.dueMs <= endMs; timer = this.#heap[0]) {
      this.#pop();
      const listener = this.#take(timer);
      if (!listener) continue;
      this.#now = timer.dueMs;
      listener();
      await setImmediate();
    }
    this.#now = endMs;
  }

  /** What the timer was to call, unless it has been called or cleared. */
  #take(timer: Timer): (() => void) | undefined {
    const { listener } = timer;
    if (listener) this.#waiting--;
    timer.listener = undefined;
    return listener;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let place = heap.push(timer) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (isBefore(heap[parent]!, timer)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (child >= heap.length || isBefore(last, heap[child]!)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.order < other.order);
}
