import { setTimeout as delay } from "node:timers/promises";
import { type Clock, ConfigError, Fault, type Logger, type Part, systemClock } from "@flotilla/chassis";
import { MongoClient } from "mongodb";
import { storeUnavailable } from "../../domain/faults.ts";
import { type Collections, toCollections } from "./collections.ts";
import { nameMongoError, translateMongoError } from "./mongo-errors.ts";
import { MongoPresence } from "./mongo-presence.ts";
import { setUpCollections } from "./set-up-collections.ts";

/** Where older writers kept their courses: the database of a URL that names none. */
const defaultDatabase = "testdb";

/**
 * Nothing is waited for longer than this. What is written is on the disk of most members when it is answered, and what is
 * read will not be undone by a failover.
 */
const clientOptions = {
  appName: "courses",
  serverSelectionTimeoutMS: 2000,
  connectTimeoutMS: 2000,
  waitQueueTimeoutMS: 2000,
  socketTimeoutMS: 5000,
  writeConcern: { w: "majority", journal: true },
  readConcern: { level: "majority" },
} as const;

/**
 * After this nothing comes any more. The driver waits for ever when it writes to a socket that is closed and has not said so
 * yet: for a `drain`, which a closed socket never has, nor does it time out.
 * https://github.com/mongodb/node-mongodb-native/blob/main/src/cmap/connection.ts
 */
const longestMs = 10_000;

/** Pause between two tries to set up a database that is away. */
const retryMs = 1000;

/**
 * MongoDB with the collections of courses. The database may be away when the process starts, and at any time later: what is
 * asked of it fails with COURSE_STORE_UNAVAILABLE then, and the driver comes back by itself.
 */
export class MongoDatabase implements Part {
  readonly name = "courses store (mongodb)";
  readonly #client: MongoClient;
  readonly #presence: MongoPresence;
  #isAwaited = false;
  readonly #collections: Collections;
  readonly #log: Pick<Logger, "info" | "warn">;
  readonly #clock: Clock;

  constructor(url: string, log: Pick<Logger, "info" | "warn">, clock: Clock = systemClock) {
    this.#clock = clock;
    this.#client = createClient(url);
    this.#presence = new MongoPresence(this.#client);
    this.#collections = toCollections(this.#client.db(namesDatabase(url) ? undefined : defaultDatabase));
    this.#log = log;
  }

  /**
   * Runs `work`; rejects with COURSE_STORE_UNAVAILABLE while the database is away. When that is known, one at a time waits
   * for its return, which has the driver look out for it; others are told at once. Nobody waits for longer than ten seconds:
   * what was asked may be done or not then.
   */
  async use<R>(work: (collections: Collections) => Promise<R>): Promise<R> {
    const { absence } = this.#presence;
    if (!absence) return await this.#runInTime(work);
    if (this.#isAwaited) throw storeUnavailable(absence);
    this.#isAwaited = true;
    try {
      return await this.#runInTime(work);
    } finally {
      this.#isAwaited = false;
    }
  }

  async #runInTime<R>(work: (collections: Collections) => Promise<R>): Promise<R> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(storeUnavailable(new Error(`MongoDB's driver is not done after ${longestMs} ms`)));
    const cancel = this.#clock.after(longestMs, giveUp);
    return await Promise.race([this.#run(work), late]).finally(cancel);
  }

  async #run<R>(work: (collections: Collections) => Promise<R>): Promise<R> {
    try {
      return await work(this.#collections);
    } catch (thrown) {
      throw translateMongoError(thrown);
    }
  }

  /** Makes what is missing: validator, indexes, and what older documents lack. Harmless beside others that do the same. */
  async setUp(): Promise<void> {
    // The driver connects by itself when it is first used; once that has failed, only when it is told to.
    await this.#run(() => this.#client.connect());
    await this.#run((collections) => setUpCollections(collections, this.#log));
  }

  async run(signal: AbortSignal): Promise<void> {
    for (let told = ""; !signal.aborted; ) {
      try {
        return await this.setUp();
      } catch (thrown) {
        if (told !== String(thrown)) this.#log.warn(this.#explain(thrown), "the store of courses is not set up yet");
        told = String(thrown);
        await delay(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async stop(): Promise<void> {
    await this.#client.close();
  }

  async check(): Promise<void> {
    const { absence } = this.#presence;
    if (absence) throw this.#toAbsence(absence);
    try {
      await this.#collections.courses.findOne({ _id: { $exists: false } }, { projection: { _id: 1 } });
    } catch (cause) {
      throw this.#toAbsence(cause);
    }
  }

  #explain(thrown: unknown): Record<string, unknown> {
    return thrown instanceof Fault ? { reason: this.#toAbsence(thrown.cause).message } : { err: thrown };
  }

  /** What `/readyz` says: where, and which kind of failure, but nothing that the database said. */
  #toAbsence(cause: unknown): Error {
    const { hosts, srvHost } = this.#client.options;
    const place = `${srvHost ?? hosts.join()}/${this.#collections.courses.dbName}`;
    return new Error(`MongoDB at ${place} cannot be reached (${nameMongoError(cause)})`, { cause });
  }
}

/** What the driver complains of may quote the URL, and the password with it. */
function createClient(url: string): MongoClient {
  try {
    return new MongoClient(url, clientOptions);
  } catch {
    throw new ConfigError([
      "MONGO_URL must be understood by MongoDB's driver: known options only, and user and password percent-encoded",
    ]);
  }
}

/** Does the URL have a path? The hosts in front of it may be several, so that it is no URL of the WHATWG's. */
function namesDatabase(url: string): boolean {
  return /^[^/]+\/\/[^/]+\/[^?]/.test(url);
}
