import { BoundedMap, type Bounds } from "../cache/bounded-map.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { RecordedAnswer } from "../idempotency/answer-record.ts";
import type { AnswerStore } from "./answer-store.ts";
import { estimateBytes } from "./estimate-bytes.ts";

interface Kept {
  readonly answer: RecordedAnswer;
  readonly expiresMs: number;
}

/** Answers inside the process, as they were given, bounded in entries and bytes. */
export class MemoryAnswers implements AnswerStore {
  readonly #clock: Clock;
  readonly #kept: BoundedMap<Kept>;

  constructor({ clock = systemClock, ...bounds }: Bounds & { readonly clock?: Clock } = {}) {
    this.#clock = clock;
    this.#kept = new BoundedMap(bounds);
  }

  /** Answers kept at present, expired ones included until they are met. */
  get size(): number {
    return this.#kept.size;
  }

  get(group: string, key: string): RecordedAnswer | undefined {
    const id = toId(group, key);
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.expiresMs > this.#clock.now()) return kept?.answer;
    this.#kept.delete(id);
    return undefined;
  }

  set(group: string, key: string, answer: RecordedAnswer, ttlMs: number): void {
    const id = toId(group, key);
    this.#kept.set(id, { answer, expiresMs: this.#clock.now() + ttlMs }, estimateBytes(answer) + id.length * 2);
  }

  clear(group: string): void {
    const prefix = toId(group, "");
    for (const id of this.#kept.keys()) if (id.startsWith(prefix)) this.#kept.delete(id);
  }
}

function toId(group: string, key: string): string {
  return `${group}\n${key}`;
}
