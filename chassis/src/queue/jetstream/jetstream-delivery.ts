import type { Msg } from "@nats-io/nats-core";
import type { Delivery } from "../queue.ts";
import type { DeliveryFacts } from "./ack-subject.ts";
import { readHeaders } from "./message-headers.ts";

/** What becomes of a message, in the words of the wire (NATS ADR-15). */
const ack = Buffer.from("+ACK");
const nakWord = "-NAK";
const termWord = "+TERM";
const nanosPerMs = 1_000_000;

/** Where a delivery takes its verdict. */
export interface Settling {
  /** Resolves when the broker has confirmed it. */
  settle(delivery: JetStreamDelivery, verdict: Uint8Array): Promise<void>;
  working(delivery: JetStreamDelivery): void;
}

/** A message as JetStream delivered it. */
export class JetStreamDelivery implements Delivery {
  readonly subject: string;
  readonly id: string | undefined;
  readonly data: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: string;
  readonly sequence: number;
  readonly time: Date;
  readonly attempt: number;
  /** Where the broker awaits the verdict. */
  readonly reply: string;
  /** Which consumer it came from: one that is created anew numbers its messages anew. */
  readonly consumerCreated: string;
  readonly #settling: Settling;
  #isSettled = false;

  constructor(message: Msg, facts: DeliveryFacts, consumerCreated: string, settling: Settling) {
    const { id, headers } = readHeaders(message);
    this.subject = message.subject;
    this.id = id;
    this.data = message.data;
    this.headers = headers;
    this.stream = facts.stream;
    this.sequence = facts.sequence;
    this.time = facts.time;
    this.attempt = facts.attempt;
    this.reply = message.reply ?? "";
    this.consumerCreated = consumerCreated;
    this.#settling = settling;
  }

  ack(): Promise<void> {
    return this.#settle(ack);
  }

  nak(delayMs: number): Promise<void> {
    const delay = Math.round(delayMs * nanosPerMs);
    return this.#settle(Buffer.from(delay > 0 ? `${nakWord} ${JSON.stringify({ delay })}` : nakWord));
  }

  term(reason: string): Promise<void> {
    return this.#settle(Buffer.from(`${termWord} ${reason.replace(/\s+/g, " ").trim()}`));
  }

  /** To the broker it would undo a refusal: the wait for an acknowledgement would begin anew. */
  working(): void {
    if (!this.#isSettled) this.#settling.working(this);
  }

  #settle(verdict: Uint8Array): Promise<void> {
    this.#isSettled = true;
    return this.#settling.settle(this, verdict);
  }
}
