import type { Queue, QueueMessage } from "./queue.ts";

/** Publishes to the queue at once, without an outbox: for events that come again as long as their cause does. */
export class EventPublisher<E> {
  readonly #queue: Pick<Queue, "publish">;
  readonly #encode: (event: E) => QueueMessage;

  constructor(queue: Pick<Queue, "publish">, encode: (event: E) => QueueMessage) {
    this.#queue = queue;
    this.#encode = encode;
  }

  /** Resolves when all are stored there for good. Throws QUEUE_UNAVAILABLE. */
  async publish(events: readonly E[]): Promise<void> {
    await Promise.all(events.map((event) => this.#queue.publish(this.#encode(event))));
  }
}
