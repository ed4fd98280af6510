import type { Delivery, Queue } from "../src/queue/queue.ts";

/** What a consumer told its queue: `ack`, `nak 100`, `term MALFORMED_MESSAGE`, by message id. */
export interface Settlement {
  readonly id: string | undefined;
  readonly attempt: number;
  readonly what: string;
}

/** A queue that lets a test wait for what becomes of its messages. */
export interface RecordedQueue {
  readonly queue: Queue;
  readonly settlements: readonly Settlement[];
  /** Deliveries that were made and not settled. */
  readonly unsettled: number;
  /** Resolves once so many messages have been settled since the start. */
  settled(count: number): Promise<readonly Settlement[]>;
}

/** Writes down what is told to `queue`. */
export function recordQueue(queue: Queue): RecordedQueue {
  const settlements: Settlement[] = [];
  const waiting: { readonly count: number; resolve(): void }[] = [];
  let delivered = 0;
  const note = (delivery: Delivery, what: string) => {
    settlements.push({ id: delivery.id, attempt: delivery.attempt, what });
    for (const waiter of waiting) if (settlements.length >= waiter.count) waiter.resolve();
  };
  const record = (delivery: Delivery): Delivery => {
    delivered++;
    const after = (work: Promise<void>, what: string) => work.then(() => note(delivery, what));
    return {
      ...delivery,
      ack: () => after(delivery.ack(), "ack"),
      nak: (delayMs) => after(delivery.nak(delayMs), `nak ${delayMs}`),
      term: (reason) => after(delivery.term(reason), `term ${reason}`),
    };
  };
  return {
    settlements,
    get unsettled() {
      return delivered - settlements.length;
    },
    async settled(count) {
      if (settlements.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }));
      return settlements;
    },
    queue: {
      name: queue.name,
      engine: queue.engine,
      deadLetters: queue.deadLetters,
      ensureStreams: (streams) => queue.ensureStreams(streams),
      readEpoch: (stream) => queue.readEpoch(stream),
      publish: (message) => queue.publish(message),
      consume: (spec, deliver) => queue.consume(spec, (delivery) => deliver(record(delivery))),
    },
  };
}
