import { type Fault, toFault } from "@flotilla/chassis/fault";
import type { KeyStore } from "@flotilla/chassis/idempotency";
import type { Delivery, Queue, StreamSpec } from "@flotilla/chassis/queue";
import { toDifference, toLinkChange } from "../proof/decode-events.ts";
import type { SeenRecord, WriteAnswer, WriteRequest } from "../workload/door.ts";
import { answerOnce } from "./answer-once.ts";
import type { SimProcess } from "./sim-process.ts";
import type { UseCases } from "./use-cases.ts";

/** What a replica takes from the queue. */
export interface Subjects {
  /** Its own writes. */
  readonly own: string;
  /** What the other service says of its records. */
  readonly others: string;
}

/** What a replica is made of; all of it as its process reaches it. */
export interface ReplicaOptions {
  readonly process: SimProcess;
  readonly useCases: UseCases;
  readonly keys: KeyStore;
  readonly queue: Queue;
  readonly subjects: Subjects;
  readonly streams: readonly StreamSpec[];
}

const ackWaitMs = 5000;
const backoffMs = 300;

/** One process of a service, with its callers and its messages. */
export class Replica {
  readonly #options: ReplicaOptions;

  constructor(options: ReplicaOptions) {
    this.#options = options;
  }

  get process(): SimProcess {
    return this.#options.process;
  }

  /** Consumes until its process dies. */
  async run(): Promise<void> {
    const { own, others } = this.#options.subjects;
    await Promise.all([
      this.#consume(own, (delivery) => this.#options.useCases.spread(toDifference(toMessage(delivery)))),
      this.#consume(others, (delivery) => {
        const message = toMessage(delivery);
        return this.#options.useCases.apply(toLinkChange(message), message.id);
      }),
    ]);
  }

  read(id: string): Promise<SeenRecord | undefined> {
    return this.#options.useCases.read(id);
  }

  write(request: WriteRequest): Promise<WriteAnswer> {
    const { keys, useCases } = this.#options;
    return answerOnce(keys, request, (keep) => useCases.write(request, keep));
  }

  async #consume(subject: string, take: (delivery: Delivery) => Promise<void>): Promise<void> {
    const { process, queue, streams } = this.#options;
    const stream = streams.find(({ subjects }) => subjects.includes(subject))!.name;
    const spec = {
      stream,
      subject,
      durable: `${stream} of ${subject}`,
      maxDeliver: 10,
      ackWaitMs,
      maxAckPending: 1000,
    };
    for (;;) {
      try {
        await queue.consume(spec, (delivery) => void settle(delivery, take));
        return;
      } catch {
        await process.step(backoffMs);
      }
    }
  }
}

/** What has an effect is acknowledged; what may have one later comes again; what never will is given up. */
async function settle(delivery: Delivery, take: (delivery: Delivery) => Promise<void>): Promise<void> {
  try {
    await take(delivery);
    await delivery.ack();
  } catch (error) {
    await giveBack(delivery, toFault(error)).catch(() => undefined);
  }
}

function giveBack(delivery: Delivery, { code, reason, message }: Fault): Promise<void> {
  const isPassing = code === "unavailable" || code === "aborted";
  return isPassing ? delivery.nak(backoffMs) : delivery.term(`${reason}: ${message}`);
}

function toMessage({ subject, id = "", data, headers }: Delivery) {
  return { subject, id, data, headers };
}
