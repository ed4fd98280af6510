import { type Claim, type KeptAnswer, type KeyedRequest, type KeyStore, keepAnswersMs } from "./key-store.ts";

interface Entry {
  readonly hash: string;
  readonly answer?: Uint8Array;
  /** When a lease runs out, or an answer is forgotten. */
  readonly untilMs: number;
}

/** Answers that are held at most; the oldest go first, with what is left of their 24 hours. */
const maxAnswers = 100_000;

/**
 * A KeyStore for services whose effects do not outlive the process either, and for tests. `now` is the time in
 * milliseconds since 1970.
 */
export class MemoryKeyStore implements KeyStore {
  readonly #now: () => number;
  readonly #leases = new Map<string, Entry>();
  /** In the order of keeping. */
  readonly #answers = new Map<string, Entry>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async claim({ id, hash }: KeyedRequest, leaseMs: number): Promise<Claim> {
    const nowMs = this.#now();
    this.#forget(nowMs);
    const held = this.#answers.get(id) ?? this.#leases.get(id);
    if (held && held.untilMs >= nowMs) {
      if (held.hash !== hash) return { state: "other_request" };
      return held.answer ? { state: "answered", answer: held.answer } : { state: "in_use" };
    }
    this.#leases.set(id, { hash, untilMs: nowMs + leaseMs });
    return { state: "claimed" };
  }

  async keep({ id, hash, answer }: KeptAnswer): Promise<void> {
    const lease = this.#leases.get(id);
    if (this.#answers.has(id) || (lease && lease.hash !== hash)) return;
    this.#leases.delete(id);
    this.#answers.set(id, { hash, answer, untilMs: this.#now() + keepAnswersMs });
  }

  async release({ id, hash }: KeyedRequest): Promise<void> {
    if (this.#leases.get(id)?.hash === hash) this.#leases.delete(id);
  }

  #forget(nowMs: number): void {
    for (const [id, { untilMs }] of this.#answers) {
      if (untilMs >= nowMs && this.#answers.size <= maxAnswers) break;
      this.#answers.delete(id);
    }
    for (const [id, { untilMs }] of this.#leases) {
      if (untilMs >= nowMs) break;
      this.#leases.delete(id);
    }
  }
}
