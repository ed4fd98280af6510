import { type Clock, systemClock } from "../../clock.ts";
import { StreamDeadLetters } from "../dead-letters/stream-dead-letters.ts";
import type { ConsumerSpec, Consumption, Delivery, PubAck, Queue, QueueMessage, StreamSpec } from "../queue.ts";
import { assertSize, queueUnavailable } from "../queue-faults.ts";
import { EmbeddedConsumer } from "./embedded-consumer.ts";
import { QueueFile } from "./queue-file.ts";
import type { StreamRow } from "./streams.ts";

/** What an EmbeddedQueue can be told. */
export interface EmbeddedQueueOptions {
  readonly clock?: Clock;
  /** Milliseconds since 1970, for the times of messages and their duplicate window. */
  readonly wallTime?: () => number;
  /** Never delivers, but may be used beside the process that does: for looking and mending. Default false. */
  readonly isVisitor?: boolean;
}

/** How often the file is looked at for what visitors have written. */
const visitMs = 500;

/**
 * A queue in one SQLite file, for one process that needs no broker: streams, duplicate windows, durable consumers,
 * acknowledgement and redelivery as JetStream has them. A message is on the disk before `publish` resolves.
 */
export class EmbeddedQueue implements Queue {
  readonly name = "queue";
  readonly isRequired = false;
  readonly engine = "embedded";
  readonly deadLetters: StreamDeadLetters;
  readonly #path: string;
  readonly #clock: Clock;
  readonly #wallTime: () => number;
  readonly #isVisitor: boolean;
  readonly #consumers = new Map<string, EmbeddedConsumer>();
  #open: QueueFile | undefined = undefined;
  #cancelVisit: () => void = () => undefined;

  constructor(path: string, options: EmbeddedQueueOptions = {}) {
    this.#path = path;
    this.#clock = options.clock ?? systemClock;
    this.#wallTime = options.wallTime ?? Date.now;
    this.#isVisitor = options.isVisitor ?? false;
    this.deadLetters = new StreamDeadLetters({
      ensureStreams: (streams) => this.ensureStreams(streams),
      publish: (message) => this.#store(message),
      list: async (stream, after, limit) =>
        this.#read(stream, ({ id }, file) => file.messages.list(id, after, limit)) ?? [],
      find: async (stream, sequence) => this.#read(stream, ({ id }, file) => file.messages.find(id, sequence)),
      remove: (stream, sequence) =>
        this.#file.batch.add(() => this.#read(stream, ({ id }, file) => file.messages.remove(id, sequence))),
    });
  }

  /** Rejects when the file cannot be opened, or another process delivers from it. */
  async start(): Promise<void> {
    this.#open = new QueueFile(this.#path, !this.#isVisitor);
    if (!this.#isVisitor) this.#watch();
  }

  /** What was asked for until now is written first. */
  async stop(): Promise<void> {
    this.#cancelVisit();
    for (const consumer of this.#consumers.values()) consumer.close();
    this.#consumers.clear();
    this.#open?.close();
    this.#open = undefined;
  }

  check(): void {
    this.#file.check();
  }

  async ensureStreams(streams: readonly StreamSpec[]): Promise<void> {
    const { batch, streams: kept } = this.#file;
    await Promise.all(streams.map((stream) => batch.add(() => kept.ensure(stream, new Date(this.#wallTime())))));
  }

  async readEpoch(stream: string): Promise<string | undefined> {
    return this.#file.streams.find(stream)?.created;
  }

  async publish(message: QueueMessage): Promise<PubAck> {
    assertSize(message);
    return this.#store(message);
  }

  async consume(spec: ConsumerSpec, deliver: (delivery: Delivery) => void): Promise<Consumption> {
    const consumer = await this.#ensureConsumer(spec);
    const stop = consumer.add(deliver);
    return { readPending: async () => consumer.countWaiting(), stop: async () => stop() };
  }

  async #store(message: QueueMessage): Promise<PubAck> {
    const { batch, streams, messages } = this.#file;
    const ack = await batch.add(() => {
      const stream = streams.findBySubject(message.subject);
      if (!stream) throw queueUnavailable(`No stream takes ${message.subject}.`);
      return messages.append(stream, message, Math.trunc(this.#wallTime()));
    });
    if (!ack.isDuplicate) this.#wakeConsumers(ack.stream);
    return ack;
  }

  async #ensureConsumer(spec: ConsumerSpec): Promise<EmbeddedConsumer> {
    const file = this.#file;
    const stream = file.streams.find(spec.stream);
    if (!stream) throw queueUnavailable(`There is no stream ${spec.stream}.`);
    const row = await file.batch.add(() => file.deliveries.ensure(stream.id, spec.durable, spec.subject));
    const key = `${spec.stream}/${spec.durable}`;
    const consumer = this.#consumers.get(key) ?? new EmbeddedConsumer(spec, row, file, this.#clock);
    consumer.spec = spec;
    this.#consumers.set(key, consumer);
    return consumer;
  }

  #wakeConsumers(stream?: string): void {
    for (const consumer of this.#consumers.values()) {
      if (stream === undefined || consumer.spec.stream === stream) consumer.wake();
    }
  }

  #read<T>(stream: string, read: (stream: StreamRow, file: QueueFile) => T): T | undefined {
    const file = this.#file;
    const row = file.streams.find(stream);
    return row && read(row, file);
  }

  get #file(): QueueFile {
    if (this.#open) return this.#open;
    throw queueUnavailable("The queue is not open.");
  }

  /** A visitor's replay wakes nobody: what it wrote is noticed here. */
  #watch(known = this.#file.readDataVersion()): void {
    this.#cancelVisit = this.#clock.after(visitMs, () => {
      const version = this.#readDataVersion();
      if (version !== known) this.#wakeConsumers();
      this.#watch(version ?? known);
    });
  }

  #readDataVersion(): number | undefined {
    try {
      return this.#file.readDataVersion();
    } catch {
      return undefined;
    }
  }
}
