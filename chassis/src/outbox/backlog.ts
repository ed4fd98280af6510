import type { Clock } from "../clock.ts";
import type { OutboxStore } from "./outbox.ts";
import type { BacklogFigures } from "./outbox-metrics.ts";

const freshMs = 1000;
/** A long backlog is dear to count: at most a tenth of the time is spent on it. */
const restFactor = 9;

/** How much waits in an outbox, as it was when it was last counted. */
export class Backlog {
  readonly #store: Pick<OutboxStore, "readBacklog">;
  readonly #clock: Clock;
  readonly #now: () => number;
  #pending = 0;
  #oldest: Date | undefined;
  #dueMs = Number.NEGATIVE_INFINITY;

  constructor(store: Pick<OutboxStore, "readBacklog">, clock: Clock, now: () => number) {
    this.#store = store;
    this.#clock = clock;
    this.#now = now;
  }

  get figures(): BacklogFigures {
    const oldestSeconds = this.#oldest ? Math.max(0, this.#now() - this.#oldest.getTime()) / 1000 : 0;
    return { pending: this.#pending, oldestSeconds };
  }

  /** Counts anew, unless that was tried a moment ago. */
  async refresh(): Promise<void> {
    const beganMs = this.#clock.now();
    if (beganMs < this.#dueMs) return;
    try {
      const { pending, oldest } = await this.#store.readBacklog();
      this.#pending = pending;
      this.#oldest = oldest;
    } finally {
      const endedMs = this.#clock.now();
      this.#dueMs = endedMs + Math.max(freshMs, restFactor * (endedMs - beganMs));
    }
  }
}
