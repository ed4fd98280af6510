import type { Claim, KeptAnswer, KeyedRequest, KeyStore } from "@flotilla/chassis/idempotency";

interface Row {
  readonly hash: string;
  readonly leasedUntilMs: number;
  readonly answer: Uint8Array | undefined;
}

/** The kept answers of a store in memory. */
export class MemoryKeys implements KeyStore {
  readonly #rows = new Map<string, Row>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  isAnswered(id: string): boolean {
    return this.#rows.get(id)?.answer !== undefined;
  }

  async claim({ id, hash }: KeyedRequest, leaseMs: number): Promise<Claim> {
    const row = this.#rows.get(id);
    if (row && row.hash !== hash) return { state: "other_request" };
    if (row?.answer) return { state: "answered", answer: row.answer };
    if (row && row.leasedUntilMs > this.#nowMs()) return { state: "in_use" };
    this.#rows.set(id, { hash, leasedUntilMs: this.#nowMs() + leaseMs, answer: undefined });
    return { state: "claimed" };
  }

  async keep({ id, hash, answer }: KeptAnswer): Promise<void> {
    if (!this.isAnswered(id)) this.#rows.set(id, { hash, leasedUntilMs: 0, answer });
  }

  async release({ id }: KeyedRequest): Promise<void> {
    if (!this.isAnswered(id)) this.#rows.delete(id);
  }
}
