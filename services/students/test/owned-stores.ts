import type { OutboxEvent } from "@flotilla/chassis/outbox";
import { chassisTables, openPostgres, openSqlite, type SqlDatabase, type SqlEngine } from "@flotilla/chassis/sql";
import { type StartedPostgres, startPostgres } from "@flotilla/testkit/start-postgres";
import { createEventEncoder } from "../src/adapters/event-encoder.ts";
import { SqlStudentStore } from "../src/adapters/sql-student-store.ts";
import { studentMigrations } from "../src/adapters/student-migrations.ts";
import type { StudentTables } from "../src/adapters/student-row.ts";
import { storeUnavailable } from "../src/domain/faults.ts";

/** A started SqlStudentStore with what it stands on. */
export interface OwnedSqlStore extends AsyncDisposable {
  readonly store: SqlStudentStore;
  readonly database: SqlDatabase<StudentTables>;
  /** Events that the store said were recorded, in order. */
  readonly recorded: readonly OutboxEvent[];
}

/** One PostgreSQL server for all tests of a file, started when it is first asked for. */
export class PostgresOfFile implements AsyncDisposable {
  #server: Promise<StartedPostgres> | undefined;

  /** URL of a new database. */
  async createDatabase(): Promise<string> {
    this.#server ??= startPostgres();
    return (await this.#server).createDatabase();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#server)?.[Symbol.asyncDispose]();
  }
}

/** A store in memory as SQLite has it, or in a database of its own. */
export async function createSqlStore(engine: SqlEngine, server: PostgresOfFile): Promise<OwnedSqlStore> {
  const options = {
    name: "students",
    migrations: [...chassisTables, ...studentMigrations],
    toUnavailable: storeUnavailable,
  };
  const database =
    engine === "sqlite"
      ? openSqlite<StudentTables>(":memory:", options)
      : openPostgres<StudentTables>(await server.createDatabase(), {
          ...options,
          log: silent,
          startPatienceMs: 60_000,
        });
  await database.start?.();
  const recorded: OutboxEvent[] = [];
  const encode = createEventEncoder({ propagators: [], baggageKeys: [] });
  const store = new SqlStudentStore({ database, encode, onRecorded: (events) => void recorded.push(...events) });
  const dispose = async () => database.stop?.(new AbortController().signal);
  return { store, database, recorded, [Symbol.asyncDispose]: dispose };
}

const silent = { info: () => undefined, warn: () => undefined };
