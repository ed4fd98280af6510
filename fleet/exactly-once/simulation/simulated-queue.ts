import type { Clock } from "@flotilla/chassis";
import { Fault } from "@flotilla/chassis/fault";
import type {
  ConsumerSpec,
  Consumption,
  Delivery,
  PubAck,
  Queue,
  QueueMessage,
  StreamSpec,
} from "@flotilla/chassis/queue";
import type { SimProcess } from "./sim-process.ts";

/** A message as a stream keeps it. */
export interface StoredMessage extends QueueMessage {
  readonly sequence: number;
  readonly atMs: number;
}

interface Stream {
  readonly name: string;
  readonly epoch: string;
  readonly messages: StoredMessage[];
  readonly places: Map<string, StoredMessage>;
}

interface Consumer {
  readonly spec: ConsumerSpec;
  readonly members: Set<Member>;
  /** Messages that are not acknowledged. */
  readonly waiting: Map<StoredMessage, Waiting>;
}

interface Waiting {
  deliveries: number;
  /** Takes back the delivery that is due next. */
  cancel: () => void;
}

interface Member {
  readonly process: SimProcess;
  readonly deliver: (delivery: Delivery) => void;
}

/** What the queue of the simulation is made of. */
export interface SimulatedQueueOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** How late a message may be delivered. */
  readonly longestDelayMs: number;
  /** Of all streams: short, so that a late copy of a message is stored again. */
  readonly duplicateWindowMs: number;
  readonly streams: readonly StreamSpec[];
}

/**
 * A queue that does all that a real one may: it delivers late, in any order and more than once, is away for a while, or
 * comes back empty. It loses nothing else.
 */
export class SimulatedQueue {
  readonly #options: SimulatedQueueOptions;
  readonly #streams = new Map<string, Stream>();
  readonly #consumers = new Map<string, Consumer>();
  /** All that was ever stored, over all wipes. */
  readonly stored: StoredMessage[] = [];
  /** Messages that a consumer could do nothing with. */
  readonly refused: string[] = [];
  isAway = false;
  #epochs = 0;

  constructor(options: SimulatedQueueOptions) {
    this.#options = options;
    this.wipe();
  }

  /** Messages that some consumer has not acknowledged yet. */
  get waiting(): number {
    return this.#consumers.values().reduce((sum, { waiting }) => sum + waiting.size, 0);
  }

  /** It comes back without its files: new streams, nothing in them. */
  wipe(): void {
    const epoch = `epoch ${++this.#epochs}`;
    for (const { name } of this.#options.streams) {
      this.#streams.set(name, { name, epoch, messages: [], places: new Map() });
    }
    for (const { waiting } of this.#consumers.values()) waiting.clear();
  }

  /** The queue as one process reaches it. */
  connect(process: SimProcess): Queue {
    return {
      ...{ name: "queue", engine: "jetstream", isRequired: false },
      ensureStreams: () => process.step(),
      readEpoch: (stream) => process.touch(async () => this.#assertThere().#streams.get(stream)?.epoch),
      publish: (message) => process.touch(async () => this.#publish(message)),
      consume: (spec, deliver) => process.touch(async () => this.#join(spec, { process, deliver })),
      get deadLetters(): never {
        throw new Error("the simulation has no dead letters");
      },
    };
  }

  #assertThere(): this {
    if (this.isAway) throw unavailable();
    return this;
  }

  #publish(message: QueueMessage): PubAck {
    const stream = this.#assertThere().#find(message.subject);
    if (!stream) throw unavailable();
    const known = stream.places.get(message.id);
    const nowMs = this.#options.clock.now();
    const isDuplicate = known !== undefined && nowMs - known.atMs < this.#options.duplicateWindowMs;
    const stored = isDuplicate ? known : this.#store(stream, message);
    return { stream: stream.name, sequence: stored.sequence, isDuplicate };
  }

  #find(subject: string): Stream | undefined {
    const spec = this.#options.streams.find(({ subjects }) => subjects.includes(subject));
    return spec && this.#streams.get(spec.name);
  }

  #store(stream: Stream, message: QueueMessage): StoredMessage {
    const stored = { ...message, sequence: stream.messages.length + 1, atMs: this.#options.clock.now() };
    stream.messages.push(stored);
    stream.places.set(message.id, stored);
    this.stored.push(stored);
    for (const consumer of this.#consumers.values()) this.#await(consumer, stored);
    return stored;
  }

  #join(spec: ConsumerSpec, member: Member): Consumption {
    this.#assertThere();
    const known = this.#consumers.get(spec.durable);
    const consumer = known ?? { spec, members: new Set(), waiting: new Map() };
    consumer.members.add(member);
    this.#consumers.set(spec.durable, consumer);
    if (!known) for (const message of this.#streams.get(spec.stream)!.messages) this.#await(consumer, message);
    return {
      readPending: async () => consumer.waiting.size,
      stop: async () => void consumer.members.delete(member),
    };
  }

  #await(consumer: Consumer, message: StoredMessage): void {
    if (consumer.spec.subject !== message.subject) return;
    consumer.waiting.set(message, { deliveries: 0, cancel: () => undefined });
    this.#schedule(consumer, message, this.#pickDelay());
  }

  #schedule(consumer: Consumer, message: StoredMessage, delayMs: number): void {
    const waiting = consumer.waiting.get(message);
    if (!waiting) return;
    waiting.cancel();
    waiting.cancel = this.#options.clock.after(delayMs, () => this.#deliver(consumer, message, waiting));
  }

  #deliver(consumer: Consumer, message: StoredMessage, waiting: Waiting): void {
    if (consumer.waiting.get(message) !== waiting) return;
    const members = [...consumer.members].filter(({ process }) => process.isAlive);
    const member = members[Math.floor(this.#options.random() * members.length)];
    if (this.isAway || !member) {
      this.#schedule(consumer, message, 500);
      return;
    }
    waiting.deliveries++;
    this.#schedule(consumer, message, consumer.spec.ackWaitMs);
    member.deliver(this.#toDelivery(consumer, member.process, message));
  }

  #toDelivery(consumer: Consumer, process: SimProcess, message: StoredMessage): Delivery {
    const { subject, id, data, headers, sequence, atMs } = message;
    const settle = () => void consumer.waiting.delete(message);
    return {
      ...{ subject, id, data, headers, sequence },
      stream: consumer.spec.stream,
      time: new Date(atMs),
      attempt: consumer.waiting.get(message)?.deliveries ?? 1,
      ack: () =>
        process.touch(async () => {
          this.#assertThere();
          settle();
        }),
      nak: (delayMs) => process.touch(async () => this.#schedule(consumer, message, delayMs)),
      term: (reason) =>
        process.touch(async () => {
          this.refused.push(`${subject} ${id}: ${reason}`);
          settle();
        }),
      working: () => undefined,
    };
  }

  /** Mostly at once, sometimes late. */
  #pickDelay(): number {
    const { random, longestDelayMs } = this.#options;
    return random() < 0.8 ? random() * 20 : random() * longestDelayMs;
  }
}

function unavailable(): Fault {
  return new Fault({ code: "unavailable", reason: "QUEUE_UNAVAILABLE", message: "The queue cannot be reached." });
}
