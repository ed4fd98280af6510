import type { Queue } from "../src/queue/queue.ts";

/** A queue that lives as long as the test that asked for it. */
export interface OwnedQueue extends AsyncDisposable {
  /** Started. After {@link restart} it may be another one. */
  readonly queue: Queue;
  /** Lets so much time pass for the queue: on its test clock, or really. */
  pass(ms: number): Promise<void>;
  /** Kills what keeps the messages, without a word of warning, and brings it back with all it had stored. */
  restart(): Promise<void>;
}
