import type { OutboxEvent, OutboxStore, PendingEvent } from "@flotilla/chassis/outbox";

interface Row extends PendingEvent {
  publishedIn: string | undefined;
}

/** The outbox of a store in memory. Events come in by {@link record}, in one step with the change that they tell of. */
export class MemoryOutbox implements OutboxStore {
  readonly #rows = new Map<string, Row>();

  record(events: readonly OutboxEvent[], recordedAt: Date): void {
    for (const event of events) this.#rows.set(event.id, { ...event, recordedAt, publishedIn: undefined });
  }

  async listPending(before: Date, limit: number): Promise<readonly PendingEvent[]> {
    return this.#listPending()
      .filter(({ recordedAt }) => recordedAt < before)
      .slice(0, limit);
  }

  async markPublished(events: readonly OutboxEvent[], epochs: ReadonlyMap<string, string>): Promise<void> {
    for (const { id, subject } of events) {
      const row = this.#rows.get(id);
      if (row) row.publishedIn = epochs.get(subject) ?? "";
    }
  }

  async reopen(subject: string, epoch: string): Promise<number> {
    const isLost = (row: Row) => row.subject === subject && row.publishedIn !== undefined && row.publishedIn !== epoch;
    const lost = [...this.#rows.values()].filter(isLost);
    for (const row of lost) row.publishedIn = undefined;
    return lost.length;
  }

  async readBacklog(): Promise<{ readonly pending: number; readonly oldest: Date | undefined }> {
    const pending = this.#listPending();
    return { pending: pending.length, oldest: pending[0]?.recordedAt };
  }

  async prune(): Promise<void> {}

  #listPending(): readonly Row[] {
    return [...this.#rows.values()].filter(({ publishedIn }) => publishedIn === undefined);
  }
}
