import type { DatabaseSync } from "node:sqlite";
import { queueUnavailable } from "../queue-faults.ts";
import { commitLightly } from "./commit-lightly.ts";
import { Deliveries } from "./deliveries.ts";
import { Messages } from "./messages.ts";
import { lockQueueFile, openQueueFile } from "./open-database.ts";
import { Streams } from "./streams.ts";
import { WriteBatch } from "./write-batch.ts";

/** The file of an embedded queue while it is open. */
export class QueueFile {
  readonly batch: WriteBatch;
  readonly streams: Streams;
  readonly messages: Messages;
  readonly deliveries: Deliveries;
  readonly #db: DatabaseSync;
  readonly #lock: DatabaseSync | undefined;

  /** Throws when it cannot be opened, or, for an owner, when another process owns it. */
  constructor(path: string, isOwner: boolean) {
    this.#db = openQueueFile(path, isOwner);
    try {
      this.#lock = isOwner ? lockQueueFile(path) : undefined;
    } catch (cause) {
      this.#db.close();
      throw cause;
    }
    this.batch = new WriteBatch(this.#db);
    this.streams = new Streams(this.#db);
    this.messages = new Messages(this.#db);
    this.deliveries = new Deliveries(this.#db);
  }

  /** Commits without waiting for the disk: see {@link commitLightly}. */
  commitLightly(write: () => void): void {
    commitLightly(this.#db, write);
  }

  /** Changes with what other processes commit. Throws when the file cannot be read. */
  readDataVersion(): number {
    return (this.#db.prepare("PRAGMA data_version").get() as { readonly data_version: number }).data_version;
  }

  /** Throws while the file cannot be read, or what was last written to it failed. */
  check(): void {
    this.readDataVersion();
    if (this.batch.failure !== undefined)
      throw queueUnavailable("The queue's file cannot be written.", this.batch.failure);
  }

  /** What was asked for until now is written first. */
  close(): void {
    this.batch.flush();
    this.#db.close();
    this.#lock?.close();
  }
}
