import type { PubAck, Queue, QueueMessage } from "../src/queue/queue.ts";
import { queueUnavailable } from "../src/queue/queue-faults.ts";

/** One stream, in memory, that fails when a test says so. It drops no duplicates: it shows each time that it got a message. */
export class ScriptedQueue implements Pick<Queue, "publish" | "readEpoch" | "ensureStreams"> {
  readonly stored: QueueMessage[] = [];
  isAway = false;
  /** Settles what is published, in place of at once; answers whether it is stored. */
  gate: ((message: QueueMessage) => Promise<void>) | undefined;
  #epoch: string | undefined = "epoch 1";
  #epochs = 1;

  /** As a part of a process would have it. */
  get queue(): Queue {
    return this as unknown as Queue;
  }

  get ids(): readonly string[] {
    return this.stored.map(({ id }) => id);
  }

  /** The stream and all that is in it are gone. `isThere`: another one is there in its place. */
  wipe(isThere = true): void {
    this.stored.length = 0;
    this.#epoch = isThere ? `epoch ${++this.#epochs}` : undefined;
  }

  async publish(message: QueueMessage): Promise<PubAck> {
    if (this.isAway || this.#epoch === undefined) throw queueUnavailable("The queue is away.");
    await this.gate?.(message);
    this.stored.push(message);
    return { stream: "Tested", sequence: this.stored.length, isDuplicate: false };
  }

  async readEpoch(): Promise<string | undefined> {
    if (this.isAway) throw queueUnavailable("The queue is away.");
    return this.#epoch;
  }

  async ensureStreams(): Promise<void> {
    if (this.isAway) throw queueUnavailable("The queue is away.");
    this.#epoch ??= `epoch ${++this.#epochs}`;
  }
}
