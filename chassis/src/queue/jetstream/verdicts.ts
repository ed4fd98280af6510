import type { Clock } from "../../clock.ts";
import { queueUnavailable } from "../queue-faults.ts";
import type { Attachment } from "./attachment.ts";
import type { JetStreamDelivery, Settling } from "./jetstream-delivery.ts";
import { toQueueFault } from "./to-queue-fault.ts";

const workInProgress = new TextEncoder().encode("+WPI");

/** What Verdicts are made from. */
export interface VerdictsOptions {
  readonly clock: Clock;
  /** How long a verdict is worth sending: after that the message was delivered again anyway. */
  readonly ackWaitMs: number;
  onSettled(sequence: number): void;
  onWorking(sequence: number): void;
}

/**
 * Takes verdicts to the broker. One that a lost connection cut short goes out in the next session, unless the consumer was
 * created anew meanwhile: its numbers stand for other messages then, and the verdict would be on one of those.
 */
export class Verdicts implements Settling {
  readonly #options: VerdictsOptions;
  readonly #waiting = new Set<() => void>();
  #attachment: Attachment | undefined = undefined;
  #isClosed = false;

  constructor(options: VerdictsOptions) {
    this.#options = options;
  }

  /** From now on they go there. */
  attach(attachment: Attachment): void {
    this.#attachment = attachment;
    for (const wake of [...this.#waiting]) wake();
  }

  /** There will be no other session. */
  close(): void {
    this.#isClosed = true;
    for (const wake of [...this.#waiting]) wake();
  }

  async settle(delivery: JetStreamDelivery, verdict: Uint8Array): Promise<void> {
    const { clock, ackWaitMs } = this.#options;
    const untilMs = clock.now() + ackWaitMs;
    try {
      while (!(await this.#send(delivery, verdict, untilMs)));
    } finally {
      this.#options.onSettled(delivery.sequence);
    }
  }

  working(delivery: JetStreamDelivery): void {
    this.#options.onWorking(delivery.sequence);
    const attachment = this.#current;
    if (attachment?.created !== delivery.consumerCreated) return;
    attachment.session.nc.publish(delivery.reply, workInProgress);
  }

  get #current(): Attachment | undefined {
    return this.#attachment?.session.isOpen ? this.#attachment : undefined;
  }

  /** False: the connection was lost before the broker could confirm. */
  async #send(delivery: JetStreamDelivery, verdict: Uint8Array, untilMs: number): Promise<boolean> {
    const { session, created } = this.#current ?? (await this.#nextBefore(untilMs));
    if (created !== delivery.consumerCreated) throw queueUnavailable("The consumer of the message is no more.");
    try {
      await session.replies.ask(delivery.reply, verdict);
      return true;
    } catch (cause) {
      return session.isOpen ? toQueueFault(cause) : false;
    }
  }

  async #nextBefore(untilMs: number): Promise<Attachment> {
    const { clock } = this.#options;
    if (!this.#isClosed && clock.now() < untilMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      const cancel = clock.after(untilMs - clock.now(), resolve);
      await promise;
      cancel();
      this.#waiting.delete(resolve);
    }
    if (!this.#current) throw queueUnavailable("The queue cannot be reached.");
    return this.#current;
  }
}
