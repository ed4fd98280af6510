import type { ConsumerSpec, Consumption, Delivery, Queue, QueueMessage, StreamSpec } from "../src/queue/queue.ts";

/** A stream that tests publish to. */
export const orders: StreamSpec = {
  name: "Orders",
  subjects: ["orders.made", "orders.paid"],
  description: "For tests.",
  duplicateWindowMs: 2000,
};

/** A consumer of it. */
export const shipping: ConsumerSpec = {
  stream: "Orders",
  subject: "orders.made",
  durable: "SHIPPING",
  ackWaitMs: 60_000,
  maxAckPending: 100,
};

/** A message to publish. */
export function toMessage(id: string, over: Partial<QueueMessage> = {}): QueueMessage {
  return { subject: "orders.made", id, data: Buffer.from(id), headers: {}, ...over };
}

/** Takes deliveries in, so that a test can ask for the next one. */
export class Inbox {
  readonly all: Delivery[] = [];
  #waiting: ((delivery: Delivery) => void)[] = [];
  #read = 0;

  readonly deliver = (delivery: Delivery): void => {
    this.all.push(delivery);
    this.#waiting.shift()?.(this.all[this.#read++]!);
  };

  /** The next delivery that no one has asked for; waits for it. */
  next(): Promise<Delivery> {
    const delivery = this.all[this.#read];
    if (delivery) {
      this.#read++;
      return Promise.resolve(delivery);
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The next `count` deliveries. */
  async take(count: number): Promise<readonly Delivery[]> {
    const taken: Delivery[] = [];
    while (taken.length < count) taken.push(await this.next());
    return taken;
  }

  /** Deliveries that no one has asked for. */
  get unread(): number {
    return this.all.length - this.#read;
  }
}

/** Consumes into a new inbox. */
export async function openInbox(
  queue: Queue,
  spec: Partial<ConsumerSpec> = {},
): Promise<Inbox & { consumption: Consumption }> {
  const inbox = new Inbox();
  const consumption = await queue.consume({ ...shipping, ...spec }, inbox.deliver);
  return Object.assign(inbox, { consumption });
}

/** The ids of deliveries, as they come. */
export const idsOf = (deliveries: readonly Delivery[]) => deliveries.map(({ id }) => id);
