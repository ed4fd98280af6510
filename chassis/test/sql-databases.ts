import { missesPostgres, type StartedPostgres, startPostgres } from "@flotilla/testkit/start-postgres";
import { Fault } from "../src/fault.ts";
import {
  chassisTables,
  type Migration,
  openPostgres,
  openSqlite,
  type SqlDatabase,
  type SqlEngine,
} from "../src/sql/index.ts";

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

/** One server for all tests of a file, started when it is first asked for. */
export class PostgresOfFile implements AsyncDisposable {
  #server: Promise<StartedPostgres> | undefined;

  async createDatabase(): Promise<string> {
    this.#server ??= startPostgres();
    return (await this.#server).createDatabase();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#server)?.[Symbol.asyncDispose]();
  }
}

/** A started database with the chassis' tables and those of `migrations`. */
export async function createDatabase<T>(
  engine: SqlEngine,
  server: PostgresOfFile,
  migrations: readonly Migration[] = [],
): Promise<OwnedDatabase<T>> {
  const options = { name: "tested", migrations: [...chassisTables, ...migrations], toUnavailable };
  const database =
    engine === "sqlite"
      ? openSqlite<T>(":memory:", options)
      : openPostgres<T>(await server.createDatabase(), { ...options, log: silent, startPatienceMs: 60_000 });
  await database.start?.();
  return { database, [Symbol.asyncDispose]: async () => database.stop?.(new AbortController().signal) };
}

const silent = { info: () => undefined, warn: () => undefined };
