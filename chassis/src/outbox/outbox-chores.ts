import type { Clock } from "../clock.ts";
import type { Logger } from "../telemetry/logger.ts";
import { Backlog } from "./backlog.ts";
import { keepPublishedMs, type OutboxStore } from "./outbox.ts";

/** What OutboxChores are made from. */
export interface OutboxChoresOptions {
  readonly store: OutboxStore;
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Pick<Logger, "warn">;
}

/** A process that did not know of a new stream yet may have marked events with the old one's epoch meanwhile. */
const reopenEveryMs = 60_000;
const pruneEveryMs = 3_600_000;

/** What is to be done with an outbox from time to time. */
export class OutboxChores {
  readonly backlog: Backlog;
  readonly #options: OutboxChoresOptions;
  #reopenDueMs = Number.NEGATIVE_INFINITY;
  #pruneDueMs = Number.NEGATIVE_INFINITY;

  constructor(options: OutboxChoresOptions) {
    this.#options = options;
    this.backlog = new Backlog(options.store, options.clock, options.now);
  }

  /** Opens what is not in the streams that are there now. `isNew`: one of them is another one than the last time. */
  async reopen(epochs: ReadonlyMap<string, string>, isNew: boolean): Promise<void> {
    const { store, clock, log } = this.#options;
    if (isNew) this.#reopenDueMs = Number.NEGATIVE_INFINITY;
    if (clock.now() < this.#reopenDueMs) return;
    for (const [subject, epoch] of epochs) {
      const events = await store.reopen(subject, epoch);
      if (events > 0) log.warn({ subject, events }, "stream is new; its events are published again");
    }
    this.#reopenDueMs = clock.now() + reopenEveryMs;
  }

  /** Forgets what is old, and counts what waits. */
  async keepHouse(): Promise<void> {
    const { store, clock, now } = this.#options;
    if (clock.now() >= this.#pruneDueMs) {
      this.#pruneDueMs = clock.now() + pruneEveryMs;
      await store.prune(new Date(now() - keepPublishedMs));
    }
    await this.backlog.refresh();
  }
}
