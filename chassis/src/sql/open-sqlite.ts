import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import {
  Kysely,
  type RawBuilder,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Transaction,
} from "kysely";
import type { Fault } from "../fault.ts";
import { type Migration, migrate } from "./migration.ts";
import type { SqlDatabase, SqlOptions } from "./sql-database.ts";
import { SqliteDriver } from "./sqlite-driver.ts";

/** What is told of a SQLite file beside what every database is told. */
export interface SqliteOptions extends SqlOptions {
  /** How long a write waits, with the process, for another one that writes the same file. Default 1000. */
  readonly busyTimeoutMs?: number;
}

/**
 * Tables in one SQLite file; `:memory:` is a file that nobody else sees and that is gone at the end. It is opened, with
 * its folder and schema where they are missing, at start, which fails when it is no database or from a newer release.
 */
export function openSqlite<T>(file: string, options: SqliteOptions): SqlDatabase<T> {
  return new SqliteDatabase<T>(file, options);
}

/** The driver hands its connection out in turn; kysely's own lock wakes all who wait each time. */
class QueuedAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class SqliteDatabase<T> implements SqlDatabase<T> {
  readonly name: string;
  readonly engine = "sqlite";
  readonly db: Kysely<T>;
  readonly #file: string;
  readonly #migrations: readonly Migration[];
  readonly #toUnavailable: (cause: unknown) => Fault;
  readonly #driver: SqliteDriver;

  constructor(file: string, { name, migrations, toUnavailable, busyTimeoutMs = 1000 }: SqliteOptions) {
    this.name = `${name} store (sqlite)`;
    this.#file = file;
    this.#migrations = migrations;
    this.#toUnavailable = toUnavailable;
    this.#driver = new SqliteDriver({ file, busyTimeoutMs, toUnavailable });
    this.db = new Kysely<T>({
      dialect: {
        createDriver: () => this.#driver,
        createAdapter: () => new QueuedAdapter(),
        createQueryCompiler: () => new SqliteQueryCompiler(),
        createIntrospector: (db) => new SqliteIntrospector(db),
      },
    });
  }

  async start(): Promise<void> {
    try {
      if (this.#file !== ":memory:") mkdirSync(dirname(this.#file), { recursive: true });
      await migrateFile(this.#driver.open(), this.#migrations);
    } catch (cause) {
      throw new Error(`cannot open the database ${this.#file}: ${(cause as Error).message}`, { cause });
    }
  }

  async stop(): Promise<void> {
    await this.db.destroy();
    // kysely leaves a driver alone that it never sent a query to.
    await this.#driver.destroy();
  }

  check(): void {
    try {
      this.#driver.database.exec("select 1 from migration limit 1");
    } catch (cause) {
      throw this.#toUnavailable(cause);
    }
  }

  transact<R>(work: (trx: Transaction<T>) => Promise<R>): Promise<R> {
    return this.db.transaction().execute(work);
  }

  async execute<R>(statement: RawBuilder<R>): Promise<readonly R[]> {
    return (await statement.execute(this.db)).rows;
  }
}

async function migrateFile(database: DatabaseSync, migrations: readonly Migration[]): Promise<void> {
  const session = {
    engine: "sqlite",
    exec: (sql: string) => database.exec(sql),
    list: (sql: string) => database.prepare(sql).all(),
  } as const;
  database.exec("begin immediate");
  try {
    await migrate(session, migrations);
    database.exec("commit");
  } catch (cause) {
    if (database.isTransaction) database.exec("rollback");
    throw cause;
  }
}
