/**
 * How many messages a consumer asks for: those that it was promised and those that it holds unsettled stay below `size`
 * together. A message that was held for longer than the acknowledgement wait counts no more, since the broker hands it out
 * again, perhaps elsewhere.
 */
export class PullWindow {
  readonly #size: number;
  readonly #ackWaitMs: number;
  /** When each message that is held counts no more, by its sequence; the oldest first. */
  readonly #held = new Map<number, number>();
  #requested = 0;

  constructor(size: number, ackWaitMs: number) {
    this.#size = size;
    this.#ackWaitMs = ackWaitMs;
  }

  /** How many to ask for now, which are counted as promised: nothing as long as a few are promised already. */
  take(): number {
    const room = this.#size - this.#requested - this.#held.size;
    if (room < (this.#requested === 0 ? 1 : Math.ceil(this.#size / 4))) return 0;
    this.#requested += room;
    return room;
  }

  deliver(sequence: number, nowMs: number): void {
    this.discard(1);
    this.#hold(sequence, nowMs);
  }

  /** The broker takes a promise back. */
  discard(count: number): void {
    this.#requested = Math.max(0, this.#requested - count);
  }

  /** The broker knows of no promise. */
  discardAll(): void {
    this.#requested = 0;
  }

  /** Begins the acknowledgement wait anew. */
  extend(sequence: number, nowMs: number): void {
    if (this.#held.has(sequence)) this.#hold(sequence, nowMs);
  }

  settle(sequence: number): void {
    this.#held.delete(sequence);
  }

  /** The messages that are held are of a stream that is no more. */
  forget(): void {
    this.#held.clear();
  }

  /** Counts no more what was held for too long. */
  expire(nowMs: number): void {
    for (const [sequence, untilMs] of this.#held) {
      if (untilMs > nowMs) return;
      this.#held.delete(sequence);
    }
  }

  #hold(sequence: number, nowMs: number): void {
    this.#held.delete(sequence);
    this.#held.set(sequence, nowMs + this.#ackWaitMs);
  }
}
