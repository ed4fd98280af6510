import type { QueueMessage } from "../queue/queue.ts";

/** An event that is stored in one transaction with the change that it tells of, and published later. */
export interface OutboxEvent extends QueueMessage {
  /** The aggregate that it is about, such as `students/42`: events of one aggregate are published in order. */
  readonly aggregate: string;
}

/** An event that waits in the outbox. */
export interface PendingEvent extends OutboxEvent {
  readonly recordedAt: Date;
}

/** The outbox of a service: a part of its store. Implementations reject with an `unavailable` Fault while it is away. */
export interface OutboxStore {
  /** Events to publish that were recorded before `before`, oldest first, each aggregate's in order. */
  listPending(before: Date, limit: number): Promise<readonly PendingEvent[]>;
  /**
   * They are in their streams. They are kept for {@link keepPublishedMs} more; `epochs` has the epoch of each
   * subject's streams, as it was before they were published.
   */
  markPublished(events: readonly OutboxEvent[], epochs: ReadonlyMap<string, string>): Promise<void>;
  /** The subject's stream is new: events that were published into another one are pending again. Tells how many. */
  reopen(subject: string, epoch: string): Promise<number>;
  readBacklog(): Promise<{ readonly pending: number; readonly oldest: Date | undefined }>;
  /** Forgets what is past its time: published events of before `before`, and whatever else is kept for a while only. */
  prune(before: Date): Promise<void>;
}

/** How long published events are kept, for the day that the queue loses its streams. */
export const keepPublishedMs = 24 * 3_600_000;
/** How long it is remembered that an event was taken in. */
export const keepReceivedMs = 48 * 3_600_000;
