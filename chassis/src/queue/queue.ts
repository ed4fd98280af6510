import type { Part } from "../part.ts";

/** A stream of messages on some subjects: `Stream` of flotilla/v1/options.proto, with times in milliseconds. */
export interface StreamSpec {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly description: string;
  readonly duplicateWindowMs: number;
}

/**
 * A durable consumer: `Subscription` of flotilla/v1/options.proto. Processes that name it alike share its messages. Queues
 * deliver a message until it is settled, however often that is: whoever consumes gives up on it, since a message that the
 * queue gives up on by itself is lost.
 */
export interface ConsumerSpec {
  /** Of the stream that has the subject. */
  readonly stream: string;
  /** Without wildcards. */
  readonly subject: string;
  readonly durable: string;
  readonly ackWaitMs: number;
  /** Most messages that may be neither acknowledged nor refused; the bound on what a slow consumer holds. */
  readonly maxAckPending: number;
}

/** A message as it is published. */
export interface QueueMessage {
  readonly subject: string;
  /** `Nats-Msg-Id`: a message with an id that the stream got within its duplicate window is dropped. Empty: none. */
  readonly id: string;
  /** With id and headers at most {@link maxMessageBytes}. */
  readonly data: Uint8Array;
  /** Names are lower-case; values are of one line. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Most bytes of a message: what a NATS server takes unless told otherwise, less 16 KiB for what a dead letter says of it. A
 * longer one fails with BODY_TOO_LARGE.
 */
export const maxMessageBytes = 1_048_576 - 16_384;

/** What the queue says to a message that it has stored. */
export interface PubAck {
  readonly stream: string;
  readonly sequence: number;
  /** It was there already. */
  readonly isDuplicate: boolean;
}

/** A message as it is handed to a consumer. One of `ack`, `nak` and `term` settles it; until then it is `working`. */
export interface Delivery {
  readonly subject: string;
  /** Undefined: published without one. */
  readonly id: string | undefined;
  readonly data: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: string;
  readonly sequence: number;
  /** When the stream stored it. */
  readonly time: Date;
  /** 1 at first. */
  readonly attempt: number;
  /** Resolves when the queue has confirmed it (double ack), rejects when that cannot be known. Late is not too late. */
  ack(): Promise<void>;
  /** Asks for it again after `delayMs`. */
  nak(delayMs: number): Promise<void>;
  /** Never again. */
  term(reason: string): Promise<void>;
  /** Begins the acknowledgement wait anew. Does nothing once it is settled. */
  working(): void;
}

/** A consumer at work. */
export interface Consumption {
  /** Messages that the stream has for the consumer and that it has not been handed yet. */
  readPending(): Promise<number>;
  /** No more deliveries; those that were made may still be settled. */
  stop(): Promise<void>;
}

/** A message that no consumer could do anything with, kept until it is replayed or removed. */
export interface DeadLetter {
  /** Its place among the dead letters. */
  readonly sequence: number;
  readonly time: Date;
  readonly consumer: string;
  /** Reason of the Fault, such as `MALFORMED_MESSAGE`, and its message. */
  readonly reason: string;
  readonly message: string;
  readonly attempts: number;
  readonly original: QueueMessage;
}

/** The dead letters of all consumers. */
export interface DeadLetters {
  add(letter: Omit<DeadLetter, "sequence" | "time">): Promise<void>;
  /** Oldest first, at most `limit`, after the given sequence. */
  list(after: number, limit: number): Promise<readonly DeadLetter[]>;
  find(sequence: number): Promise<DeadLetter | undefined>;
  /** Publishes the original anew and removes the letter: at least once, never lost. */
  replay(sequence: number): Promise<void>;
  remove(sequence: number): Promise<void>;
}

/**
 * Messages that outlive their senders and receivers. A Part that is never required: calls are served while it is away,
 * and whatever must not be lost waits in an outbox. Its methods reject with QUEUE_UNAVAILABLE when it cannot be reached.
 */
export interface Queue extends Part {
  readonly engine: "jetstream" | "embedded" | "absent";
  /** Creates the streams that are missing, and brings those that differ in line. */
  ensureStreams(streams: readonly StreamSpec[]): Promise<void>;
  /** What tells a stream from an earlier one of its name: when it was created. Undefined: there is none. */
  readEpoch(stream: string): Promise<string | undefined>;
  /** Resolves when the message is stored for good. Many may be under way; they are stored in the order of the calls. */
  publish(message: QueueMessage): Promise<PubAck>;
  /**
   * Hands each message to `deliver`, oldest first, until stopped. Goes on by itself after the queue was away, and creates
   * the consumer again when it is gone. Rejects only when the queue is away now.
   */
  consume(consumer: ConsumerSpec, deliver: (delivery: Delivery) => void): Promise<Consumption>;
  readonly deadLetters: DeadLetters;
}
