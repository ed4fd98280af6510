import type { Outcome } from "../../call.ts";
import type { Fault } from "../../fault.ts";
import type { SubscriptionPolicy } from "../../policy.ts";
import type { HistogramSeries } from "../../telemetry/histogram.ts";
import type { Telemetry } from "../../telemetry/telemetry.ts";
import type { Delivery, Queue } from "../queue.ts";
import { createConsumerMetrics } from "./consumer-metrics.ts";
import { Failures } from "./failures.ts";
import { toHeaders } from "./message-call.ts";
import { isOwnFailure, judge, pauseAfter } from "./verdict.ts";

/** What a {@link Settler} works with. */
export interface SettlerOptions {
  readonly queue: Pick<Queue, "deadLetters">;
  readonly telemetry: Pick<Telemetry, "log" | "metrics">;
  /** Milliseconds since 1970. */
  readonly wallTime: () => number;
}

/**
 * Tells the queue what becomes of a message. Never rejects: a message that could not be settled is delivered again, which
 * does no harm where effects are idempotent.
 */
export class Settler {
  readonly #policy: SubscriptionPolicy;
  readonly #options: SettlerOptions;
  readonly #metrics: ReturnType<typeof createConsumerMetrics>;
  readonly #lag: HistogramSeries;
  readonly #failures = new Failures();

  constructor(policy: SubscriptionPolicy, options: SettlerOptions) {
    this.#policy = policy;
    this.#options = options;
    this.#metrics = createConsumerMetrics(options.telemetry.metrics);
    this.#lag = this.#metrics.lagOf(policy.durable);
    this.#metrics.beginDeadLetters(policy.durable);
  }

  /** By how its call ended. A message is terminated only once the dead letters have it. */
  async settle(delivery: Delivery, outcome: Outcome): Promise<void> {
    const failures = isOwnFailure(outcome) ? this.#failures.add(delivery) : 0;
    const verdict = judge(outcome, { attempt: delivery.attempt, failures }, this.#policy);
    if (verdict.kind === "nak") return this.#refuse(delivery, verdict.delayMs);
    if (verdict.kind === "bury" && !(await this.#bury(delivery, verdict.fault))) {
      return this.#refuse(delivery, pauseAfter(delivery.attempt, this.#policy));
    }
    this.#failures.forget(delivery);
    this.#lag.observe(Math.max(0, this.#options.wallTime() - delivery.time.getTime()) / 1000);
    if (verdict.kind === "ack") await delivery.ack().catch((err) => this.#warn(delivery, err));
  }

  /** It was not looked at: others may have it at once. */
  giveBack(delivery: Delivery): Promise<void> {
    return this.#refuse(delivery, 0);
  }

  async #refuse(delivery: Delivery, delayMs: number): Promise<void> {
    await delivery.nak(delayMs).catch((err) => this.#warn(delivery, err));
  }

  async #bury(delivery: Delivery, { reason, message }: Fault): Promise<boolean> {
    const { durable: consumer } = this.#policy;
    const { attempt: attempts, subject, data, headers, id = "", time } = delivery;
    const original = { subject, id, data, headers: { "queue-message-time": String(time.getTime()), ...headers } };
    try {
      await this.#options.queue.deadLetters.add({ consumer, reason, message, attempts, original });
    } catch (err) {
      this.#warn(delivery, err);
      return false;
    }
    this.#metrics.deadLetters.inc({ consumer, reason });
    const fields = { consumer, reason, attempts, id: toHeaders(delivery)["queue-message-id"] };
    this.#options.telemetry.log.error(fields, "message became a dead letter");
    await delivery.term(reason).catch((err) => this.#warn(delivery, err));
    return true;
  }

  #warn(delivery: Delivery, err: unknown): void {
    const fields = { err, consumer: this.#policy.durable, id: toHeaders(delivery)["queue-message-id"] };
    this.#options.telemetry.log.warn(fields, "message is not settled and comes again");
  }
}
