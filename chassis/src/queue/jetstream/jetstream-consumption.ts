import { createInbox, type Msg, type MsgHdrs, nanos, type Subscription } from "@nats-io/nats-core";
import type { Clock } from "../../clock.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { ConsumerSpec, Consumption, Delivery } from "../queue.ts";
import { queueUnavailable } from "../queue-faults.ts";
import { parseAckSubject } from "./ack-subject.ts";
import { ensureConsumer } from "./durable-consumer.ts";
import { JetStreamDelivery, type Settling } from "./jetstream-delivery.ts";
import type { JetStreamStreams } from "./jetstream-streams.ts";
import type { NatsLink } from "./nats-link.ts";
import type { NatsSession } from "./nats-session.ts";
import { PullWindow } from "./pull-window.ts";
import { toQueueFault } from "./to-queue-fault.ts";

/** Most messages that one process asks for, however many the consumer may have unsettled in all. */
const mostHeld = 256;
/** How long the broker keeps a request for messages that are not there yet. */
const expiresMs = 30_000;
/** How often it says in the meantime that it still has the request; silent for two ticks, it is asked anew. */
const heartbeatMs = 1000;
const tickMs = 1500;
/** Pause before what failed is tried again. */
const pauseMs = 250;

const encoder = new TextEncoder();
const nakNow = encoder.encode("-NAK");
const workInProgress = encoder.encode("+WPI");

/** Statuses that end one request for messages as they should: none came in time (NATS ADR-13). */
const endings = [404, 408];
const heartbeat = 100;

/** What a consumption is made from. */
export interface ConsumptionOptions {
  readonly link: NatsLink;
  readonly streams: JetStreamStreams;
  readonly spec: ConsumerSpec;
  readonly deliver: (delivery: Delivery) => void;
  readonly log: Logger;
  readonly clock: Clock;
}

/** The consumption within one session. */
interface Attachment {
  readonly session: NatsSession;
  readonly inbox: string;
  readonly subscription: Subscription;
  /** Of the consumer: one that is created anew numbers its messages anew. */
  created: string;
  hasSpoken: boolean;
  isSuspect: boolean;
  isRenewing: boolean;
}

/**
 * A durable pull consumer at work. In each session it makes sure that the consumer is there, and asks for as many messages
 * as its window has room for. A verdict on a message that a lost connection cut short is sent in the next session, unless
 * the consumer was created anew meanwhile: its numbers then stand for other messages.
 */
export class JetStreamConsumption implements Consumption, Settling {
  readonly #options: ConsumptionOptions;
  readonly #window: PullWindow;
  readonly #waiting = new Set<() => void>();
  #attachment: Attachment | undefined = undefined;
  #stopListening = () => {};
  #isStopped = false;

  constructor(options: ConsumptionOptions) {
    const { maxAckPending, ackWaitMs } = options.spec;
    this.#options = options;
    this.#window = new PullWindow(Math.min(maxAckPending, mostHeld), ackWaitMs);
  }

  /** Rejects when the queue is away now; after that it sees to itself. */
  async start(): Promise<void> {
    const session = await this.#options.link.session();
    await this.#attach(session).catch(toQueueFault);
    this.#stopListening = this.#options.link.onSession((next) => {
      if (next !== session) void this.#keepTrying(next, () => this.#attach(next));
    });
  }

  async readPending(): Promise<number> {
    const { link, spec } = this.#options;
    const { api } = await link.session();
    const info = await api.consumers.info(spec.stream, spec.durable).catch(toQueueFault);
    return info.num_pending;
  }

  /** What arrives before the broker knows of it goes back. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopListening();
    const attachment = this.#attached;
    await attachment?.subscription.drain().catch(() => undefined);
  }

  async settle(delivery: JetStreamDelivery, verdict: Uint8Array): Promise<void> {
    const { clock, spec } = this.#options;
    const untilMs = clock.now() + spec.ackWaitMs;
    try {
      while (!(await this.#trySettle(delivery, verdict, untilMs)));
    } finally {
      this.#window.settle(delivery.sequence);
      this.#pull();
    }
  }

  working(delivery: JetStreamDelivery): void {
    this.#window.extend(delivery.sequence, this.#options.clock.now());
    const attachment = this.#attached;
    if (attachment?.created !== delivery.consumerCreated) return;
    attachment.session.nc.publish(delivery.reply, workInProgress);
  }

  get #attached(): Attachment | undefined {
    return this.#attachment?.session.isOpen ? this.#attachment : undefined;
  }

  /** False: the connection was lost before the broker could confirm. */
  async #trySettle(delivery: JetStreamDelivery, verdict: Uint8Array, untilMs: number): Promise<boolean> {
    const { created, session } = this.#attached ?? (await this.#attachedBefore(untilMs));
    if (created !== delivery.consumerCreated) throw queueUnavailable("The consumer of the message is no more.");
    try {
      await session.replies.ask(delivery.reply, verdict);
      return true;
    } catch (cause) {
      return session.isOpen ? toQueueFault(cause) : false;
    }
  }

  async #attachedBefore(untilMs: number): Promise<Attachment> {
    const { clock } = this.#options;
    if (!this.#isStopped) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      const cancel = clock.after(untilMs - clock.now(), resolve);
      await promise;
      cancel();
      this.#waiting.delete(resolve);
    }
    if (!this.#attached) throw queueUnavailable("The queue cannot be reached.");
    return this.#attached;
  }

  async #attach(session: NatsSession): Promise<void> {
    const { spec, log } = this.#options;
    const created = await this.#ensureConsumer(session);
    const inbox = createInbox();
    const subscription = session.nc.subscribe(inbox, {
      callback: (error, message) => {
        if (!error) this.#take(attachment, message);
      },
    });
    const flags = { hasSpoken: true, isSuspect: false, isRenewing: false };
    const attachment: Attachment = { session, inbox, subscription, created, ...flags };
    if (this.#attachment?.created !== created) this.#window.forget();
    this.#window.discardAll();
    this.#attachment = attachment;
    for (const wake of [...this.#waiting]) wake();
    log.info({ consumer: spec.durable, stream: spec.stream }, "consuming");
    this.#pull();
    this.#watch(attachment);
  }

  /** Asks again: the consumer may be gone, or a request of ours. */
  async #renew(attachment: Attachment): Promise<void> {
    const created = await this.#ensureConsumer(attachment.session);
    if (attachment.created !== created) this.#window.forget();
    attachment.created = created;
    attachment.hasSpoken = true;
    attachment.isSuspect = false;
    this.#window.discardAll();
    this.#pull();
  }

  #renewSoon(attachment: Attachment): void {
    if (attachment.isRenewing) return;
    attachment.isRenewing = true;
    this.#options.clock.after(pauseMs, async () => {
      await this.#keepTrying(attachment.session, () => this.#renew(attachment));
      attachment.isRenewing = false;
    });
  }

  /** Until it succeeds, the session is over or nobody wants it any more. */
  async #keepTrying(session: NatsSession, attempt: () => Promise<void>): Promise<void> {
    const { spec, log, clock } = this.#options;
    let told = "";
    while (session.isOpen && !this.#isStopped) {
      try {
        return await attempt();
      } catch (cause) {
        const error = cause instanceof Error ? cause.message : String(cause);
        if (error !== told && session.isOpen) log.warn({ consumer: spec.durable, error }, "cannot consume");
        told = error;
      }
      await new Promise<void>((resolve) => void clock.after(pauseMs, resolve));
    }
  }

  /** Where the stream itself is gone, it is created anew. */
  async #ensureConsumer(session: NatsSession): Promise<string> {
    const { spec, streams } = this.#options;
    try {
      return (await ensureConsumer(session, spec)).created;
    } catch {
      await streams.heal();
      return (await ensureConsumer(session, spec)).created;
    }
  }

  /** A loop that stood still has not read what came meanwhile: only the second tick without a word counts. */
  #watch(attachment: Attachment): void {
    const { clock } = this.#options;
    clock.after(tickMs, () => {
      if (!attachment.session.isOpen || this.#isStopped) return;
      if (!attachment.hasSpoken && attachment.isSuspect) this.#renewSoon(attachment);
      attachment.isSuspect = !attachment.hasSpoken;
      attachment.hasSpoken = false;
      this.#window.expire(clock.now());
      this.#pull();
      this.#watch(attachment);
    });
  }

  #pull(): void {
    const attachment = this.#attached;
    if (!attachment || this.#isStopped || attachment.isRenewing) return;
    const batch = this.#window.take();
    if (batch === 0) return;
    const { stream, durable } = this.#options.spec;
    const request = { batch, expires: nanos(expiresMs), idle_heartbeat: nanos(heartbeatMs) };
    attachment.session.nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`, JSON.stringify(request), {
      reply: attachment.inbox,
    });
  }

  /** The driver's reader ends when this throws: it must not. */
  #take(attachment: Attachment, message: Msg): void {
    attachment.hasSpoken = true;
    const facts = message.reply && parseAckSubject(message.reply);
    if (!facts) this.#takeStatus(attachment, message.headers);
    else if (this.#isStopped) message.respond(nakNow);
    else {
      this.#window.deliver(facts.sequence, this.#options.clock.now());
      this.#options.deliver(new JetStreamDelivery(message, facts, attachment.created, this));
      this.#pull();
    }
  }

  #takeStatus(attachment: Attachment, headers: MsgHdrs | undefined): void {
    const code = headers?.code ?? 0;
    if (code === heartbeat) return;
    if (endings.includes(code)) {
      this.#window.discard(Number(headers?.get("Nats-Pending-Messages") || 0));
      this.#pull();
    } else this.#renewSoon(attachment);
  }
}
