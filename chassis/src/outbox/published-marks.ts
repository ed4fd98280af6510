import type { Clock } from "../clock.ts";
import type { OutboxEvent, OutboxStore } from "./outbox.ts";

/** What PublishedMarks are made from. */
export interface PublishedMarksOptions {
  readonly store: Pick<OutboxStore, "markPublished">;
  readonly clock: Clock;
  readonly onMarked: (events: readonly OutboxEvent[]) => void;
}

/** How long marks are gathered. A process that dies meanwhile publishes those events again, under their old ids. */
const lingerMs = 50;
/** So many are marked at once. */
const maxBatch = 1000;

/** Marks events as published, many in one statement and one statement at a time. */
export class PublishedMarks {
  readonly #options: PublishedMarksOptions;
  #events: OutboxEvent[] = [];
  #epochs: ReadonlyMap<string, string> = new Map();
  #writing: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(options: PublishedMarksOptions) {
    this.#options = options;
  }

  /** The event was published after these epochs were read, which are the same for all until {@link withdraw}. */
  add(event: OutboxEvent, epochs: ReadonlyMap<string, string>): void {
    this.#events.push(event);
    this.#epochs = epochs;
    if (this.#events.length >= maxBatch) void this.write().catch(() => undefined);
    else this.#cancelTimer ??= this.#options.clock.after(lingerMs, () => void this.write().catch(() => undefined));
  }

  /** Waits for what is being written, and gives back what is not written. */
  async withdraw(): Promise<readonly OutboxEvent[]> {
    while (this.#writing) await this.#writing.catch(() => undefined);
    return this.#events.splice(0);
  }

  /** Resolves when all that was added is marked. What could not be written is kept, for the next call. */
  async write(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    while (this.#writing) await this.#writing.catch(() => undefined);
    if (this.#events.length === 0) return;
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    const events = this.#events;
    this.#events = [];
    try {
      await this.#options.store.markPublished(events, this.#epochs);
    } catch (cause) {
      this.#events = [...events, ...this.#events];
      throw cause;
    }
    this.#options.onMarked(events);
  }
}
