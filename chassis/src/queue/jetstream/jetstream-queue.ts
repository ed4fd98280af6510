import { type Clock, systemClock } from "../../clock.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { StreamDeadLetters } from "../dead-letters/stream-dead-letters.ts";
import type {
  ConsumerSpec,
  Consumption,
  DeadLetters,
  Delivery,
  PubAck,
  Queue,
  QueueMessage,
  StreamSpec,
} from "../queue.ts";
import { assertSize } from "../queue-faults.ts";
import { JetStreamConsumption } from "./jetstream-consumption.ts";
import { JetStreamLetters } from "./jetstream-letters.ts";
import { JetStreamStreams } from "./jetstream-streams.ts";
import { parseNatsAddress } from "./nats-address.ts";
import { NatsLink } from "./nats-link.ts";
import { Publisher } from "./publisher.ts";

/** What a queue on JetStream is made from. */
export interface JetStreamOptions {
  /** `NATS_URL`. */
  readonly url: string;
  /** How the broker's operators see this process. */
  readonly name: string;
  readonly log: Logger;
  /** Default: the machine's. */
  readonly clock?: Clock;
}

/**
 * The queue on NATS JetStream (https://docs.nats.io/nats-concepts/jetstream): streams on file, durable pull consumers,
 * double acks. It connects in the background and as often as it must; a broker that lost its streams gets those that were
 * asked for once, and its consumers, again.
 */
export class JetStreamQueue implements Queue {
  readonly name = "queue";
  readonly isRequired = false;
  readonly engine = "jetstream";
  readonly deadLetters: DeadLetters;
  readonly #link: NatsLink;
  readonly #streams: JetStreamStreams;
  readonly #publisher: Publisher;
  readonly #log: Logger;
  readonly #clock: Clock;

  constructor({ url, name, log, clock = systemClock }: JetStreamOptions) {
    this.#log = log;
    this.#clock = clock;
    this.#link = new NatsLink({ address: parseNatsAddress(url), name, log, clock });
    this.#streams = new JetStreamStreams(this.#link, log);
    this.#publisher = new Publisher(this.#link, this.#streams);
    this.deadLetters = new StreamDeadLetters(new JetStreamLetters(this.#link, this.#streams, this.#publisher));
  }

  async start(): Promise<void> {
    this.#link.start();
    this.#link.onSession(() => void this.#streams.heal().catch(() => undefined));
  }

  stop(): Promise<void> {
    return this.#link.stop();
  }

  check(): void {
    this.#link.check();
  }

  ensureStreams(streams: readonly StreamSpec[]): Promise<void> {
    return this.#streams.ensure(streams);
  }

  readEpoch(stream: string): Promise<string | undefined> {
    return this.#streams.readEpoch(stream);
  }

  async publish(message: QueueMessage): Promise<PubAck> {
    assertSize(message);
    return this.#publisher.publish(message);
  }

  async consume(spec: ConsumerSpec, deliver: (delivery: Delivery) => void): Promise<Consumption> {
    const options = { link: this.#link, streams: this.#streams, log: this.#log, clock: this.#clock };
    const consumption = new JetStreamConsumption({ ...options, spec, deliver });
    await consumption.start();
    return consumption;
  }
}
