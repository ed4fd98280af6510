import type { Call, Outcome } from "../../call.ts";
import type { Clock } from "../../clock.ts";
import type { Fault } from "../../fault.ts";
import type { SubscriptionPolicy } from "../../policy.ts";
import type { Endpoint } from "../../protocol/endpoint.ts";
import type { ConsumerSpec, Consumption, Delivery, Queue, StreamSpec } from "../queue.ts";
import { createConsumerMetrics } from "./consumer-metrics.ts";
import { HeldDeliveries } from "./held-deliveries.ts";
import { Lanes } from "./lanes.ts";
import { runCall, toCall } from "./message-call.ts";
import { MessagePayload } from "./message-payload.ts";
import { pause, untilAborted } from "./pause.ts";
import { Settler, type SettlerOptions } from "./settler.ts";

/** What a consumer lives on. */
export interface ConsumerOptions extends SettlerOptions {
  readonly queue: Queue;
  /** Created where they are missing. */
  readonly streams: readonly StreamSpec[];
  readonly clock: Clock;
}

/** Most calls at the same time. */
const mostCalls = 64;
/** Most messages that all processes together may hold unsettled, those that are to come again among them. */
const mostUnsettled = 1000;
/** Until a queue that is away is asked again. */
const retryMs = 500;
/** How often it is asked how many messages wait. */
const pendingMs = 5000;

/** One durable consumer: turns each message into a call, and the call's outcome into what becomes of the message. */
export class SubscriptionConsumer {
  readonly #endpoint: Endpoint;
  readonly #policy: SubscriptionPolicy;
  readonly #options: ConsumerOptions;
  readonly #spec: ConsumerSpec;
  readonly #settler: Settler;
  readonly #held: HeldDeliveries;
  readonly #lanes = new Lanes(mostCalls);
  readonly #calls = new Set<Call>();
  readonly #work = new Set<Promise<void>>();
  #isStopping = false;
  #problem: unknown = undefined;

  constructor(endpoint: Endpoint, options: ConsumerOptions) {
    this.#endpoint = endpoint;
    this.#policy = endpoint.method.policy.subscription!;
    this.#options = options;
    this.#spec = toSpec(this.#policy, options.streams);
    this.#settler = new Settler(this.#policy, options);
    this.#held = new HeldDeliveries(options.clock, this.#policy.ackWaitMs);
  }

  /** Consumes until `signal` aborts, however often the queue is away; then finishes what is running. */
  async run(signal: AbortSignal): Promise<void> {
    void untilAborted(signal).then(() => {
      this.#isStopping = true;
    });
    while (!signal.aborted) {
      const consumption = await this.#open();
      if (consumption) await this.#keep(consumption, signal);
      else await pause(this.#options.clock, retryMs, signal);
    }
    await Promise.all(this.#work);
  }

  /** Ends the calls that run; their messages are delivered again. Resolves when every message is settled. */
  async abort(fault: Fault): Promise<void> {
    for (const call of this.#calls) call.abort(fault);
    await Promise.all(this.#work);
  }

  /** Throws while the queue does not let it consume. */
  check(): void {
    if (this.#problem !== undefined) throw new Error(`${this.#policy.durable} waits: ${toText(this.#problem)}`);
  }

  async #open(): Promise<Consumption | undefined> {
    const { queue, streams } = this.#options;
    try {
      await queue.ensureStreams(streams);
      const consumption = await queue.consume(this.#spec, this.#receive);
      this.#tell(undefined);
      return consumption;
    } catch (cause) {
      this.#tell(cause);
      return undefined;
    }
  }

  async #keep(consumption: Consumption, signal: AbortSignal): Promise<void> {
    void this.#countPending(consumption, signal);
    await untilAborted(signal);
    await consumption.stop().catch((cause) => this.#tell(cause));
  }

  async #countPending(consumption: Consumption, signal: AbortSignal): Promise<void> {
    const { clock, telemetry } = this.#options;
    const { pending } = createConsumerMetrics(telemetry.metrics);
    while (!signal.aborted) {
      const waiting = await consumption.readPending().catch(() => undefined);
      if (waiting !== undefined) pending.set({ consumer: this.#policy.durable }, waiting);
      await pause(clock, pendingMs, signal);
    }
  }

  /** Says once that it waits, and once that it no longer does. */
  #tell(problem: unknown): void {
    const { log } = this.#options.telemetry;
    const { durable: consumer } = this.#policy;
    const [waited, waits] = [this.#problem !== undefined, problem !== undefined];
    this.#problem = problem;
    if (waits && !waited) log.warn({ consumer, reason: toText(problem) }, "consumer waits for the queue");
    if (waited && !waits) log.info({ consumer }, "consumer goes on");
  }

  readonly #receive = (delivery: Delivery): void => {
    const work = this.#handle(delivery).finally(() => this.#work.delete(work));
    this.#work.add(work);
  };

  async #handle(delivery: Delivery): Promise<void> {
    this.#held.add(delivery);
    const payload = new MessagePayload(this.#endpoint.method, delivery.data);
    const outcome = await this.#lanes.run(payload.orderKey, () => this.#call(delivery, payload));
    await (outcome ? this.#settler.settle(delivery, outcome) : this.#settler.giveBack(delivery));
    this.#held.delete(delivery);
  }

  /** Undefined: its turn came too late. */
  async #call(delivery: Delivery, payload: MessagePayload): Promise<Outcome | undefined> {
    if (this.#isStopping) return undefined;
    const call = toCall(this.#endpoint, delivery);
    this.#calls.add(call);
    const outcome = await runCall(this.#endpoint, call, payload);
    this.#calls.delete(call);
    return outcome;
  }
}

function toSpec(policy: SubscriptionPolicy, streams: readonly StreamSpec[]): ConsumerSpec {
  const { subject, durable, ackWaitMs } = policy;
  const stream = streams.find(({ subjects }) => subjects.includes(subject));
  if (!stream) throw new Error(`${durable} consumes ${subject}, which no stream takes`);
  return { stream: stream.name, subject, durable, ackWaitMs, maxAckPending: mostUnsettled };
}

function toText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
