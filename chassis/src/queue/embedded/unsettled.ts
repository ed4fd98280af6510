import type { UnsettledRow } from "./deliveries.ts";

/** A delivery that is neither acknowledged nor refused for good. */
export interface UnsettledDelivery {
  readonly attempt: number;
  /** When the message is delivered again. */
  readonly dueMs: number;
  /** Held by whoever has it now. */
  readonly bytes: number;
}

/** What a consumer has been handed, by sequence. */
export class Unsettled {
  readonly #deliveries = new Map<number, UnsettledDelivery>();
  #bytes = 0;

  /** Those that an earlier process was handed are due at once: nobody has them any more. */
  constructor(rows: readonly UnsettledRow[], nowMs: number) {
    for (const { sequence, attempt } of rows) this.put(sequence, { attempt, dueMs: nowMs, bytes: 0 });
  }

  get size(): number {
    return this.#deliveries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  attemptsOf(sequence: number): number {
    return this.#deliveries.get(sequence)?.attempt ?? 0;
  }

  put(sequence: number, delivery: UnsettledDelivery): void {
    this.delete(sequence);
    this.#deliveries.set(sequence, delivery);
    this.#bytes += delivery.bytes;
  }

  delete(sequence: number): void {
    this.#bytes -= this.#deliveries.get(sequence)?.bytes ?? 0;
    this.#deliveries.delete(sequence);
  }

  /** Moves a delivery's time, unless there has been a later one. */
  postpone(sequence: number, attempt: number, dueMs: number): void {
    const known = this.#deliveries.get(sequence);
    if (known?.attempt === attempt) this.#deliveries.set(sequence, { ...known, dueMs });
  }

  /** Sequences whose time has come, oldest first. */
  listDue(nowMs: number, limit: number): readonly number[] {
    const due: number[] = [];
    for (const [sequence, { dueMs }] of this.#deliveries) if (dueMs <= nowMs) due.push(sequence);
    return due.sort((one, other) => one - other).slice(0, limit);
  }

  /** `Infinity` when there is none. */
  nextDueMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { dueMs } of this.#deliveries.values()) next = Math.min(next, dueMs);
    return next;
  }
}
