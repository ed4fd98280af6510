import { createInbox, type Msg, type MsgHdrs, nanos, type Subscription } from "@nats-io/nats-core";
import type { Clock } from "../../clock.ts";
import type { ConsumerSpec } from "../queue.ts";
import { type DeliveryFacts, parseAckSubject } from "./ack-subject.ts";
import type { NatsSession } from "./nats-session.ts";
import type { PullWindow } from "./pull-window.ts";

/** How long the broker keeps a request for messages that are not there yet. */
const expiresMs = 30_000;
/** How often it says in the meantime that it still has the request. */
const heartbeatMs = 1000;
/** How often that is looked after. A multiple of the heartbeat would count one more or less by chance. */
const watchMs = 1500;

/** Statuses that end a request as they should: no more messages came in time (NATS ADR-13). */
const endings: readonly number[] = [404, 408];
const heartbeat = 100;
const nak = new TextEncoder().encode("-NAK");

/** What a Pulling is made from. */
export interface PullingOptions {
  readonly session: NatsSession;
  readonly spec: ConsumerSpec;
  readonly window: PullWindow;
  readonly clock: Clock;
  /** Must not throw: the driver reads no more when it does. */
  take(message: Msg, facts: DeliveryFacts): void;
  /** The consumer may be gone, or our requests. Nothing is asked for until {@link Pulling.resume}. */
  onTrouble(): void;
}

/** Asks a durable consumer for messages within one session, as many as the window has room for. */
export class Pulling {
  readonly #options: PullingOptions;
  readonly #inbox = createInbox();
  readonly #subscription: Subscription;
  #hasSpoken = true;
  #isSuspect = false;
  #isPaused = false;
  #isStopped = false;

  constructor(options: PullingOptions) {
    this.#options = options;
    this.#subscription = options.session.nc.subscribe(this.#inbox, {
      callback: (error, message) => {
        if (!error) this.#take(message);
      },
    });
    this.#watch();
    this.resume();
  }

  /** Begins anew: the broker knows of no request. */
  resume(): void {
    this.#hasSpoken = true;
    this.#isSuspect = false;
    this.#isPaused = false;
    this.#options.window.discardAll();
    this.pull();
  }

  /** Asks for more, if there is room for more. */
  pull(): void {
    const { session, spec, window } = this.#options;
    if (this.#isPaused || this.#isStopped || !session.isOpen) return;
    const batch = window.take();
    if (batch === 0) return;
    const request = { batch, expires: nanos(expiresMs), idle_heartbeat: nanos(heartbeatMs) };
    const subject = `$JS.API.CONSUMER.MSG.NEXT.${spec.stream}.${spec.durable}`;
    session.nc.publish(subject, JSON.stringify(request), { reply: this.#inbox });
  }

  /** Ends it; what arrives until the broker knows goes back at once. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#subscription.drain().catch(() => undefined);
  }

  #take(message: Msg): void {
    this.#hasSpoken = true;
    const facts = message.reply ? parseAckSubject(message.reply) : undefined;
    if (!facts) this.#takeStatus(message.headers);
    else if (this.#isStopped) message.respond(nak);
    else {
      this.#options.window.deliver(facts.sequence, this.#options.clock.now());
      this.#options.take(message, facts);
      this.pull();
    }
  }

  #takeStatus(headers: MsgHdrs | undefined): void {
    const code = headers?.code ?? 0;
    if (code === heartbeat) return;
    if (!endings.includes(code)) this.#tellTrouble();
    this.#options.window.discard(Number(headers?.get("Nats-Pending-Messages") || 0));
    this.pull();
  }

  #tellTrouble(): void {
    if (this.#isPaused || this.#isStopped) return;
    this.#isPaused = true;
    this.#options.onTrouble();
  }

  /** A loop that stood still has not read what came meanwhile: only the second look without a word counts. */
  #watch(): void {
    const { session, clock, window } = this.#options;
    clock.after(watchMs, () => {
      if (this.#isStopped || !session.isOpen) return;
      if (this.#isSuspect && !this.#hasSpoken) this.#tellTrouble();
      this.#isSuspect = !this.#hasSpoken;
      this.#hasSpoken = false;
      window.expire(clock.now());
      this.pull();
      this.#watch();
    });
  }
}
