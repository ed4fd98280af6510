import { setTimeout as delay } from "node:timers/promises";
import type { Delivery, Queue } from "../../src/queue/queue.ts";
import { toMessage } from "../queue-inbox.ts";

const batch = 20;
const pauseMs = 10;
/** Until what was confirmed must be delivered in the end: some acknowledgement waits. */
const patienceMs = 30_000;

/** Publishes all the time, and knows which of the messages that were confirmed are still to come. */
export class BrokerLoad implements AsyncDisposable {
  published = 0;
  delivered = 0;
  readonly #queue: Queue;
  readonly #missing = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #waiting = new Map<string, () => void>();
  #names = 0;
  #stores = 0;
  #isOver = false;
  #running: Promise<void> = Promise.resolve();

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  readonly take = (delivery: Delivery): void => {
    const id = delivery.id ?? "";
    this.delivered++;
    this.#seen.add(id);
    this.#missing.delete(id);
    this.#waiting.get(id)?.();
    // It comes again when the broker went away before it could confirm.
    delivery.ack().catch(() => undefined);
  };

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  /** The store is gone, with all that was not delivered. */
  forget(): void {
    this.#stores++;
    this.#missing.clear();
  }

  /** Publishes one message until that is confirmed, and waits for its delivery. */
  async untilNextDelivered(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const id = this.#nextId();
    this.#waiting.set(id, resolve);
    while (!(await this.#publish(id))) await delay(pauseMs);
    await promise;
    this.#waiting.delete(id);
  }

  /** The ids that are still to come after a long while; none, if all is well. */
  async untilDelivered(): Promise<readonly string[]> {
    const end = performance.now() + patienceMs;
    while (this.#missing.size > 0 && performance.now() < end) await delay(pauseMs);
    return [...this.#missing];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      await Promise.all(Array.from({ length: batch }, () => this.#publish(this.#nextId())));
      await delay(pauseMs);
    }
  }

  #nextId(): string {
    return `m${++this.#names}`;
  }

  async #publish(id: string): Promise<boolean> {
    const store = this.#stores;
    try {
      await this.#queue.publish(toMessage(id));
    } catch {
      return false;
    }
    this.published++;
    if (store === this.#stores && !this.#seen.has(id)) this.#missing.add(id);
    return true;
  }
}
