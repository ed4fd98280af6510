import { BoundedMap } from "../cache/bounded-map.ts";
import type { Clock } from "../clock.ts";
import { Fault } from "../fault.ts";
import type { RecordedAnswer } from "../idempotency/answer-record.ts";
import { estimateBytes } from "./estimate-bytes.ts";

interface Last {
  readonly answer: RecordedAnswer;
  readonly untilMs: number;
}

/**
 * The last good answers, for rpcs whose contract gives them while the handler is `unavailable` (RFC 5861 §4). In this
 * process only: one that another process has made stale may be among them.
 */
export class LastAnswers {
  readonly #clock: Clock;
  readonly #kept = new BoundedMap<Last>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Keeps the answer until `untilMs`, on `Clock.now()`. */
  remember(name: string, answer: RecordedAnswer, untilMs: number): void {
    if (this.#kept.get(name)?.answer === answer) return;
    this.#kept.set(name, { answer, untilMs }, estimateBytes(answer) + 2 * name.length);
  }

  /** The answer to give in place of what was thrown; undefined: there is none. */
  find(name: string, thrown: unknown): RecordedAnswer | undefined {
    if (!(thrown instanceof Fault) || thrown.code !== "unavailable") return undefined;
    const last = this.#kept.get(name);
    return last && last.untilMs > this.#clock.now() ? last.answer : undefined;
  }

  /** What this process made stale is not given any more. */
  forget(names: readonly string[]): void {
    for (const name of names) this.#kept.delete(name);
  }
}
