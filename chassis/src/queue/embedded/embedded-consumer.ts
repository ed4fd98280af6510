import type { Clock } from "../../clock.ts";
import type { StoredMessage } from "../dead-letters/letter-stream.ts";
import type { ConsumerSpec, Delivery } from "../queue.ts";
import type { ConsumerRow } from "./deliveries.ts";
import type { QueueFile } from "./queue-file.ts";
import { Unsettled } from "./unsettled.ts";

type Listener = (delivery: Delivery) => void;

/** Most messages that are read at once; the event loop has its turn in between. */
const batchSize = 64;
/** Most bytes that are delivered and not settled. */
const mostBytes = 16 * 1024 * 1024;
/** Until a file that failed is tried again. */
const retryMs = 500;

/**
 * A durable consumer at work. It remembers in the file what was delivered how often, whatever becomes of the
 * process, and in memory what is settled when, since only one process delivers.
 */
export class EmbeddedConsumer {
  spec: ConsumerSpec;
  readonly #row: ConsumerRow;
  readonly #file: QueueFile;
  readonly #clock: Clock;
  readonly #unsettled: Unsettled;
  #cursor: number;
  #listeners: readonly Listener[] = [];
  #turn = 0;
  #isPumping = false;
  #isClosed = false;
  #alarm: { readonly dueMs: number; cancel(): void } | undefined = undefined;

  constructor(spec: ConsumerSpec, row: ConsumerRow, file: QueueFile, clock: Clock) {
    this.spec = spec;
    this.#row = row;
    this.#file = file;
    this.#clock = clock;
    this.#cursor = row.cursor;
    this.#unsettled = new Unsettled(file.deliveries.listUnsettled(row.id), clock.now());
  }

  /** Hands messages to the listener as well; each goes to one. Answers what ends it. */
  add(listener: Listener): () => void {
    this.#listeners = [...this.#listeners, listener];
    this.wake();
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** There may be something to deliver. */
  wake(): void {
    if (this.#isPumping || this.#isClosed || this.#listeners.length === 0) return;
    this.#isPumping = true;
    setImmediate(() => {
      this.#isPumping = false;
      this.#pump();
    });
  }

  countWaiting(): number {
    return this.#file.messages.count(this.#row.stream, this.#row.subject, this.#cursor);
  }

  close(): void {
    this.#isClosed = true;
    this.#alarm?.cancel();
  }

  #pump(): void {
    if (this.#isClosed || this.#listeners.length === 0) return;
    try {
      const messages = [...this.#listDue(), ...this.#listFresh()];
      if (messages.length > 0) this.#deliver(messages);
      if (messages.length >= batchSize) this.wake();
      else this.#setAlarm(this.#unsettled.nextDueMs());
    } catch {
      this.#setAlarm(this.#clock.now() + retryMs);
    }
  }

  #listDue(): readonly StoredMessage[] {
    const due = this.#unsettled.listDue(this.#clock.now(), batchSize);
    const messages = due.map((sequence) => this.#file.messages.find(this.#row.stream, sequence));
    for (const [index, sequence] of due.entries()) if (!messages[index]) this.#unsettled.delete(sequence);
    return messages.filter((message) => message !== undefined);
  }

  #listFresh(): readonly StoredMessage[] {
    const room = Math.min(batchSize, this.spec.maxAckPending - this.#unsettled.size);
    const fresh: StoredMessage[] = [];
    let { bytes } = this.#unsettled;
    if (room <= 0 || bytes >= mostBytes) return fresh;
    for (const message of this.#file.messages.iterate(this.#row.stream, this.#row.subject, this.#cursor)) {
      fresh.push(message);
      bytes += message.data.length;
      if (fresh.length >= room || bytes >= mostBytes) break;
    }
    return fresh;
  }

  #deliver(messages: readonly StoredMessage[]): void {
    const dueMs = this.#clock.now() + this.spec.ackWaitMs;
    const attempts = messages.map(({ sequence }) => ({ sequence, attempt: this.#unsettled.attemptsOf(sequence) + 1 }));
    this.#file.commitLightly(() => this.#file.deliveries.put(this.#row.id, attempts));
    for (const [index, message] of messages.entries()) {
      const { attempt } = attempts[index]!;
      this.#unsettled.put(message.sequence, { attempt, dueMs, bytes: message.data.length });
      this.#cursor = Math.max(this.#cursor, message.sequence);
      const listener = this.#listeners[this.#turn++ % this.#listeners.length];
      listener?.(this.#toDelivery(message, attempt));
    }
  }

  #toDelivery(message: StoredMessage, attempt: number): Delivery {
    const { sequence, subject, data, headers, time } = message;
    let isSettled = false;
    const settle = (work: () => Promise<void>) => {
      isSettled = true;
      return work();
    };
    return {
      ...{ subject, data, headers, time, sequence, attempt },
      id: message.id || undefined,
      stream: this.spec.stream,
      ack: () => settle(() => this.#settle(sequence)),
      nak: (delayMs) => settle(async () => this.#postpone(sequence, attempt, delayMs)),
      term: () => settle(() => this.#settle(sequence)),
      working: () => {
        if (!isSettled) this.#postpone(sequence, attempt, this.spec.ackWaitMs);
      },
    };
  }

  async #settle(sequence: number): Promise<void> {
    await this.#file.batch.add(() => this.#file.deliveries.settle(this.#row.id, sequence));
    this.#unsettled.delete(sequence);
    this.wake();
  }

  #postpone(sequence: number, attempt: number, delayMs: number): void {
    this.#unsettled.postpone(sequence, attempt, this.#clock.now() + delayMs);
    this.#setAlarm(this.#unsettled.nextDueMs());
  }

  /** Wakes at the earliest time that was asked for. */
  #setAlarm(dueMs: number): void {
    const isDue = dueMs <= this.#clock.now();
    if (isDue) this.wake();
    const isSet = this.#alarm !== undefined && this.#alarm.dueMs <= dueMs;
    if (isDue || isSet || this.#isClosed || dueMs === Number.POSITIVE_INFINITY) return;
    this.#alarm?.cancel();
    const cancel = this.#clock.after(dueMs - this.#clock.now(), () => {
      this.#alarm = undefined;
      this.wake();
    });
    this.#alarm = { dueMs, cancel };
  }
}
