import type { OutboxEvent } from "@flotilla/chassis/outbox";
import { chassisTables, openSqlite, type SqlDatabase } from "@flotilla/chassis/sql";
import { type StartedMongo, startMongo } from "@flotilla/testkit/start-mongo";
import { courseMigrations } from "../src/adapters/course-migrations.ts";
import type { CourseTables } from "../src/adapters/course-row.ts";
import { createEventEncoder, type EncodeEvent } from "../src/adapters/event-encoder.ts";
import { MongoCourseStore } from "../src/adapters/mongo/mongo-course-store.ts";
import { MongoDatabase } from "../src/adapters/mongo/mongo-database.ts";
import { SqliteCourseStore } from "../src/adapters/sqlite-course-store.ts";
import { storeUnavailable } from "../src/domain/faults.ts";

/** A store with what it stands on. */
export interface OwnedStore<S, D> extends AsyncDisposable {
  readonly store: S;
  readonly database: D;
  /** Events that the store said were recorded, in order. */
  readonly recorded: readonly OutboxEvent[];
}

/** Events as the service encodes them. */
export const encode = createEventEncoder({ propagators: [], baggageKeys: [] });

/** A store in memory as SQLite has it. */
export async function createSqliteStore(): Promise<OwnedStore<SqliteCourseStore, SqlDatabase<CourseTables>>> {
  const database = openSqlite<CourseTables>(":memory:", {
    name: "courses",
    migrations: [...chassisTables, ...courseMigrations],
    toUnavailable: storeUnavailable,
  });
  await database.start?.();
  const recorded: OutboxEvent[] = [];
  const store = new SqliteCourseStore({ database, encode, onRecorded: (events) => void recorded.push(...events) });
  const dispose = async () => database.stop?.(new AbortController().signal);
  return { store, database, recorded, [Symbol.asyncDispose]: dispose };
}

/** What a Mongo store may be told. */
export interface MongoStoreOptions {
  readonly encode?: EncodeEvent;
  readonly now?: () => number;
}

/** One Mongo server for all tests of a file, started when it is first asked for. */
export class MongoOfFile implements AsyncDisposable {
  #server: Promise<StartedMongo> | undefined;
  #databases = 0;

  /** URL of a new database. */
  async createDatabase(): Promise<string> {
    this.#server ??= startMongo();
    return `${(await this.#server).url}/test${++this.#databases}`;
  }

  /** A store in a database of its own, which is set up. */
  async createStore(options: MongoStoreOptions = {}): Promise<OwnedStore<MongoCourseStore, MongoDatabase>> {
    const database = new MongoDatabase({ url: await this.createDatabase(), log: silent });
    // Nobody else knows of it yet who could let go of its connections.
    await database.setUp().catch(async (err) => {
      await database.stop();
      throw err;
    });
    const recorded: OutboxEvent[] = [];
    const onRecorded = (events: readonly OutboxEvent[]) => void recorded.push(...events);
    const store = new MongoCourseStore(database, { encode, now: Date.now, onRecorded, ...options });
    return { store, database, recorded, [Symbol.asyncDispose]: () => database.stop() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#server)?.[Symbol.asyncDispose]();
  }
}

/** A log that nobody reads. */
export const silent = { info: () => undefined, warn: () => undefined };
