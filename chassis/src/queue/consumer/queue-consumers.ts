import { type Clock, systemClock } from "../../clock.ts";
import type { Module, Part } from "../../part.ts";
import type { Endpoints } from "../../protocol/endpoint.ts";
import type { Telemetry } from "../../telemetry/telemetry.ts";
import { draining } from "../../transport/transport-faults.ts";
import { listStreams } from "../list-streams.ts";
import type { Queue } from "../queue.ts";
import { SubscriptionConsumer } from "./subscription-consumer.ts";

/** Whose messages become calls. */
export interface QueueConsumersOptions {
  readonly module: Pick<Module, "name" | "services" | "streams">;
  readonly queue: Queue;
  readonly telemetry: Pick<Telemetry, "log" | "metrics">;
  readonly clock?: Clock;
  /** Milliseconds since 1970. */
  readonly wallTime?: () => number;
}

/**
 * The queue as a way in: messages call those rpcs of a module that are subscriptions, through the same chain as any other
 * call. It creates the streams of the module's contracts where they are missing, works with a queue that comes late or
 * goes away, and stops by finishing what runs.
 */
export class QueueConsumers implements Part {
  readonly name: string;
  readonly isRequired = false;
  readonly #options: QueueConsumersOptions;
  #consumers: readonly SubscriptionConsumer[] = [];

  constructor(options: QueueConsumersOptions) {
    this.name = `${options.module.name} consumers`;
    this.#options = options;
  }

  /** From now on {@link run} has messages call these. Throws when a contract consumes what no stream takes. */
  serve(endpoints: Endpoints): void {
    const { module, queue, telemetry, clock = systemClock, wallTime = Date.now } = this.#options;
    const streams = listStreams([...module.services.map(({ desc }) => desc), ...(module.streams ?? [])]);
    const own = new Set(module.services.map(({ desc }) => desc.typeName));
    const subscribed = endpoints.subscribed.filter(({ method }) => own.has(method.service));
    const options = { queue, streams, telemetry, clock, wallTime };
    this.#consumers = subscribed.map((endpoint) => new SubscriptionConsumer(endpoint, options));
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.run(signal)));
  }

  /** What still runs is ended with DRAINING, and its messages are delivered again. */
  async stop(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.abort(draining())));
  }

  check(): void {
    for (const consumer of this.#consumers) consumer.check();
  }
}
