import type { Awaitable } from "../handler.ts";
import type { RecordedAnswer } from "../idempotency/answer-record.ts";

/** Keeps answers for a while. `group` is the path of an rpc, `key` tells its requests apart. */
export interface AnswerStore {
  get(group: string, key: string): Awaitable<RecordedAnswer | undefined>;
  set(group: string, key: string, answer: RecordedAnswer, ttlMs: number): Awaitable<void>;
  /** Forgets every answer of the group. */
  clear(group: string): Awaitable<void>;
}
