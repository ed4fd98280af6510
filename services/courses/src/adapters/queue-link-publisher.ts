import type { Queue } from "@flotilla/chassis/queue";
import type { LinkChanged } from "../domain/course-event.ts";
import type { LinkPublisher } from "../domain/link-publisher.ts";
import type { EncodeEvent } from "./event-encoder.ts";

/** Publishes to the queue, without an outbox: for events that come again as long as their cause does. */
export class QueueLinkPublisher implements LinkPublisher {
  readonly #queue: Pick<Queue, "publish">;
  readonly #encode: EncodeEvent;

  constructor(queue: Pick<Queue, "publish">, encode: EncodeEvent) {
    this.#queue = queue;
    this.#encode = encode;
  }

  async publish(events: readonly LinkChanged[]): Promise<void> {
    await Promise.all(events.map((event) => this.#queue.publish(this.#encode(event))));
  }
}
