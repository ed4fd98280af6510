import { Fault } from "@flotilla/chassis/fault";
import {
  chassisTables,
  openPostgres,
  openSqlite,
  type SqlDatabase,
  type SqlEngine,
  type SqlOptions,
} from "@flotilla/chassis/sql";
import { missesPostgres, type StartedPostgres, startPostgres } from "./start-postgres.ts";

/** A database that a test owns. */
export interface OwnedDatabase<T> extends AsyncDisposable {
  readonly database: SqlDatabase<T>;
}

/** The two engines, each with the reason why it cannot be tested here. */
export const sqlEngines: readonly { readonly engine: SqlEngine; readonly skip: string | false }[] = [
  { engine: "sqlite", skip: false },
  { engine: "postgres", skip: missesPostgres() },
];

/** The Fault of a database that is away, as a service would make it. */
export function toUnavailable(cause: unknown): Fault {
  return new Fault({ code: "unavailable", reason: "STORE_UNAVAILABLE", message: "The store is away.", cause });
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

/** A started database with the chassis' tables and those of `own`: in memory as SQLite has it, or one of the server. */
export async function createDatabase<T>(
  engine: SqlEngine,
  server: PostgresOfFile,
  own: Partial<SqlOptions> = {},
): Promise<OwnedDatabase<T>> {
  const migrations = [...chassisTables, ...(own.migrations ?? [])];
  const options = { name: "tested", toUnavailable, ...own, migrations };
  const database =
    engine === "sqlite"
      ? openSqlite<T>(":memory:", options)
      : openPostgres<T>(await server.createDatabase(), { ...options, log: silent, startPatienceMs: 60_000 });
  await database.start?.();
  return { database, [Symbol.asyncDispose]: async () => database.stop?.(new AbortController().signal) };
}

const silent = { info: () => undefined, warn: () => undefined };
