import { setTimeout as delay } from "node:timers/promises";
import { type Clock, Fault, type Logger, type Part, systemClock } from "@flotilla/chassis";
import { storeUnavailable } from "../../domain/faults.ts";
import type { Collections } from "./collections.ts";
import { nameMongoError, translateMongoError } from "./mongo-errors.ts";
import { createMongoSession, type MongoSession } from "./mongo-session.ts";
import { setUpCollections } from "./set-up-collections.ts";

/**
 * After this nothing comes any more. The driver waits for ever when it writes to a socket that is closed and has not said so
 * yet: for a `drain`, which a closed socket never has, nor does it time out.
 * https://github.com/mongodb/node-mongodb-native/blob/main/src/cmap/connection.ts
 */
const longestMs = 10_000;

/**
 * When nothing reached the database for so long, another client is tried beside the first. What the driver waits for may be
 * the answer to its own heartbeat: then it never looks for the server again, though it be there.
 */
const doubtAfterMs = 15_000;

/** Pause between two tries to set up a database that is away. */
const retryMs = 1000;

/** What a MongoDatabase is made from. */
export interface MongoDatabaseOptions {
  readonly url: string;
  readonly log: Pick<Logger, "info" | "warn">;
  /** Default: the machine's own. */
  readonly clock?: Clock;
  /** Default: a client of the driver. */
  readonly createSession?: (url: string) => MongoSession;
}

/**
 * MongoDB with the collections of courses. The database may be away when the process starts, and at any time later: what is
 * asked of it fails with COURSE_STORE_UNAVAILABLE then, and the driver comes back by itself.
 */
export class MongoDatabase implements Part {
  readonly name = "courses store (mongodb)";
  readonly #createSession: () => MongoSession;
  readonly #log: Pick<Logger, "info" | "warn">;
  readonly #clock: Clock;
  #session: MongoSession;
  #isAwaited = false;
  /** Since when nothing reached the database, or another client was tried in vain. */
  #failingSinceMs: number | undefined = undefined;
  #isReplacing = false;
  #isStopped = false;

  constructor({ url, log, clock = systemClock, createSession = createMongoSession }: MongoDatabaseOptions) {
    this.#createSession = () => createSession(url);
    this.#log = log;
    this.#clock = clock;
    this.#session = this.#createSession();
  }

  /**
   * Runs `work`; rejects with COURSE_STORE_UNAVAILABLE while the database is away. When that is known, one at a time waits
   * for its return, which has the driver look out for it; others are told at once. Nobody waits for longer than ten seconds:
   * what was asked may be done or not then.
   */
  async use<R>(work: (collections: Collections) => Promise<R>): Promise<R> {
    const { absence } = this.#session.presence;
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
    try {
      const done = await Promise.race([this.#run(work), late]);
      this.#failingSinceMs = undefined;
      return done;
    } catch (thrown) {
      this.#doubt(thrown);
      throw thrown;
    } finally {
      cancel();
    }
  }

  async #run<R>(work: (collections: Collections) => Promise<R>): Promise<R> {
    try {
      return await work(this.#session.collections);
    } catch (thrown) {
      throw translateMongoError(thrown);
    }
  }

  #doubt(thrown: unknown): void {
    const isAway = thrown instanceof Fault && thrown.code === "unavailable";
    const nowMs = this.#clock.now();
    this.#failingSinceMs = isAway ? (this.#failingSinceMs ?? nowMs) : undefined;
    if (!isAway || this.#isReplacing || nowMs - this.#failingSinceMs! < doubtAfterMs) return;
    this.#isReplacing = true;
    void this.#replaceSession().finally(() => {
      this.#isReplacing = false;
      this.#failingSinceMs = undefined;
    });
  }

  /** Another client takes over if it finds a server; the one that is left is closed. */
  async #replaceSession(): Promise<void> {
    const [last, other] = [this.#session, this.#createSession()];
    const isThere = await other.client.connect().then(
      () => !this.#isStopped,
      () => false,
    );
    if (isThere) {
      this.#session = other;
      this.#log.warn({}, "MongoDB's driver did not find its server again, and a new client did: it takes over");
    }
    await (isThere ? last : other).client.close().catch(() => undefined);
  }

  /** Makes what is missing: validator, indexes, and what older documents lack. Harmless beside others that do the same. */
  async setUp(): Promise<void> {
    // The driver connects by itself when it is first used; once that has failed, only when it is told to.
    await this.#run(() => this.#session.client.connect());
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
    this.#isStopped = true;
    await this.#session.client.close();
  }

  async check(): Promise<void> {
    const { absence } = this.#session.presence;
    if (absence) throw this.#toAbsence(absence);
    try {
      await this.#session.collections.courses.findOne({ _id: { $exists: false } }, { projection: { _id: 1 } });
    } catch (cause) {
      throw this.#toAbsence(cause);
    }
  }

  #explain(thrown: unknown): Record<string, unknown> {
    return thrown instanceof Fault ? { reason: this.#toAbsence(thrown.cause).message } : { err: thrown };
  }

  /** What `/readyz` says: where, and which kind of failure, but nothing that the database said. */
  #toAbsence(cause: unknown): Error {
    const { client, collections } = this.#session;
    const place = `${client.options.srvHost ?? client.options.hosts.join()}/${collections.courses.dbName}`;
    return new Error(`MongoDB at ${place} cannot be reached (${nameMongoError(cause)})`, { cause });
  }
}
