import type { Msg } from "@nats-io/nats-core";
import type { Clock } from "../../clock.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { ConsumerSpec, Consumption, Delivery } from "../queue.ts";
import type { DeliveryFacts } from "./ack-subject.ts";
import type { Attachment } from "./attachment.ts";
import { ensureConsumer } from "./durable-consumer.ts";
import { JetStreamDelivery } from "./jetstream-delivery.ts";
import type { JetStreamStreams } from "./jetstream-streams.ts";
import type { NatsLink } from "./nats-link.ts";
import type { NatsSession } from "./nats-session.ts";
import { PullWindow } from "./pull-window.ts";
import { Pulling } from "./pulling.ts";
import { toQueueFault } from "./to-queue-fault.ts";
import { Verdicts } from "./verdicts.ts";

/** Most messages that one process asks for, however many the consumer may have unsettled in all. */
const mostHeld = 256;
/** Pause before what failed is tried again. */
const pauseMs = 250;

/** What a consumption is made from. */
export interface ConsumptionOptions {
  readonly link: NatsLink;
  readonly streams: JetStreamStreams;
  readonly spec: ConsumerSpec;
  readonly deliver: (delivery: Delivery) => void;
  readonly log: Logger;
  readonly clock: Clock;
}

/**
 * A durable pull consumer at work. In each session it makes sure that the consumer is there, and asks it for messages; when
 * it falls silent or says that it is no more, once again.
 */
export class JetStreamConsumption implements Consumption {
  readonly #options: ConsumptionOptions;
  readonly #window: PullWindow;
  readonly #verdicts: Verdicts;
  #created: string | undefined = undefined;
  #pulling: Pulling | undefined = undefined;
  #stopListening = () => {};
  #isStopped = false;

  constructor(options: ConsumptionOptions) {
    const { spec, clock } = options;
    const { maxAckPending, ackWaitMs } = spec;
    this.#options = options;
    this.#window = new PullWindow(Math.min(maxAckPending, mostHeld), ackWaitMs);
    this.#verdicts = new Verdicts({
      clock,
      ackWaitMs,
      onSettled: (sequence) => {
        this.#window.settle(sequence);
        this.#pulling?.pull();
      },
      onWorking: (sequence) => this.#window.extend(sequence, clock.now()),
    });
  }

  /** Rejects when the queue is away now; after that it sees to itself. */
  async start(): Promise<void> {
    const { link } = this.#options;
    const session = await link.session();
    await this.#attach(session).catch(toQueueFault);
    this.#stopListening = link.onSession((next) => {
      if (next !== session) void this.#keepTrying(next, () => this.#attach(next));
    });
  }

  async readPending(): Promise<number> {
    const { link, spec } = this.#options;
    const { api } = await link.session();
    const info = await api.consumers.info(spec.stream, spec.durable).catch(toQueueFault);
    return info.num_pending;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopListening();
    this.#verdicts.close();
    await this.#pulling?.stop();
  }

  async #attach(session: NatsSession): Promise<void> {
    const { spec, clock, log } = this.#options;
    const attachment: Attachment = { session, created: await this.#ensureConsumer(session) };
    if (this.#isStopped) return;
    this.#verdicts.attach(attachment);
    this.#pulling = new Pulling({
      ...{ session, spec, clock, window: this.#window },
      take: (message, facts) => this.#deliver(attachment, message, facts),
      onTrouble: () => this.#renewSoon(attachment),
    });
    log.info({ consumer: spec.durable, stream: spec.stream }, "consuming");
  }

  #renewSoon(attachment: Attachment): void {
    this.#options.clock.after(pauseMs, () => {
      void this.#keepTrying(attachment.session, async () => {
        attachment.created = await this.#ensureConsumer(attachment.session);
        this.#pulling?.resume();
      });
    });
  }

  #deliver({ created }: Attachment, message: Msg, facts: DeliveryFacts): void {
    const { spec, deliver, log } = this.#options;
    try {
      deliver(new JetStreamDelivery(message, facts, created, this.#verdicts));
    } catch (err) {
      log.error({ err, consumer: spec.durable }, "message was not taken");
    }
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

  /** Answers when it was created. Where the stream itself is gone, that is created anew. */
  async #ensureConsumer(session: NatsSession): Promise<string> {
    const { spec, streams } = this.#options;
    const info = await ensureConsumer(session, spec).catch(async () => {
      await streams.heal();
      return ensureConsumer(session, spec);
    });
    // What is held of an earlier consumer is no concern of this one.
    if (info.created !== this.#created) this.#window.forget();
    this.#created = info.created;
    return info.created;
  }
}
