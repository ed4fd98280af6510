import type { PubAck, QueueMessage, StreamSpec } from "../queue.ts";

/** A message as its stream keeps it. */
export interface StoredMessage extends QueueMessage {
  readonly sequence: number;
  /** When the stream stored it. */
  readonly time: Date;
}

/** What dead letters need of the queue that keeps them. Rejects with QUEUE_UNAVAILABLE while it cannot be reached. */
export interface LetterStream {
  ensureStreams(streams: readonly StreamSpec[]): Promise<void>;
  publish(message: QueueMessage): Promise<PubAck>;
  /** Messages of the stream with a sequence above `after`, oldest first. */
  list(stream: string, after: number, limit: number): Promise<readonly StoredMessage[]>;
  find(stream: string, sequence: number): Promise<StoredMessage | undefined>;
  /** Removes it for good, if it is there. */
  remove(stream: string, sequence: number): Promise<void>;
}
