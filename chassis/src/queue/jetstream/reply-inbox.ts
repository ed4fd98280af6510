import { createInbox, type Msg, type MsgHdrs, type NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../clock.ts";
import { queueUnavailable } from "../queue-faults.ts";

interface Question {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: MsgHdrs | undefined;
  readonly untilMs: number;
  resolve(answer: Msg): void;
  reject(fault: Error): void;
}

/** What the server says when nobody listens on a subject (NATS ADR-4). */
const noResponders = 503;

/** Thrown for a question that nobody takes: there is no such stream, or no such consumer. */
export class NobodyAnswers extends Error {}

/**
 * Questions whose answers come to one subscription: a question costs a number and an entry in a map, so that thousands
 * may be under way. What is asked in one turn of the event loop goes out together: the driver writes to its socket after
 * each message otherwise, a tenth of a busy service's time (measured). All wait equally long, which is why the oldest is
 * the first to run out of time.
 */
export class ReplyInbox {
  readonly #nc: NatsConnection;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #prefix = `${createInbox()}.`;
  readonly #questions = new Map<string, Question>();
  #asked = 0;
  #unsent: string[] = [];
  #cancelTimer: (() => void) | undefined = undefined;

  constructor(nc: NatsConnection, clock: Clock, timeoutMs: number) {
    this.#nc = nc;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    nc.subscribe(`${this.#prefix}*`, {
      callback: (error, message) => {
        if (!error) this.#take(message);
      },
    });
  }

  /**
   * Sends by the end of the turn, in the order of the calls. Rejects with {@link NobodyAnswers}, with QUEUE_UNAVAILABLE when
   * no answer comes in time, or with what the connection says of a message that it cannot send.
   */
  ask(subject: string, data: Uint8Array, headers?: MsgHdrs): Promise<Msg> {
    const token = (++this.#asked).toString(36);
    if (this.#unsent.push(token) === 1) setImmediate(() => this.#send());
    return new Promise((resolve, reject) => {
      const untilMs = this.#clock.now() + this.#timeoutMs;
      this.#questions.set(token, { subject, data, headers, untilMs, resolve, reject });
      this.#cancelTimer ??= this.#clock.after(this.#timeoutMs, () => this.#expire());
    });
  }

  /** Rejects whatever waits. */
  close(): void {
    this.#cancelTimer?.();
    for (const { reject } of this.#questions.values())
      reject(queueUnavailable("The connection to the queue was lost."));
    this.#questions.clear();
  }

  #send(): void {
    for (const token of this.#unsent.splice(0)) {
      const question = this.#questions.get(token);
      if (!question) continue;
      const { subject, data, headers } = question;
      const reply = this.#prefix + token;
      try {
        this.#nc.publish(subject, data, headers ? { reply, headers } : { reply });
      } catch (cause) {
        this.#questions.delete(token);
        question.reject(cause as Error);
      }
    }
  }

  #take(answer: Msg): void {
    const token = answer.subject.slice(this.#prefix.length);
    const question = this.#questions.get(token);
    if (!question) return;
    this.#questions.delete(token);
    if (answer.data.length === 0 && answer.headers?.code === noResponders) question.reject(new NobodyAnswers());
    else question.resolve(answer);
  }

  #expire(): void {
    this.#cancelTimer = undefined;
    const now = this.#clock.now();
    for (const [token, { untilMs, reject }] of this.#questions) {
      if (untilMs > now) {
        this.#cancelTimer = this.#clock.after(untilMs - now, () => this.#expire());
        return;
      }
      this.#questions.delete(token);
      reject(queueUnavailable("The queue does not answer."));
    }
  }
}
