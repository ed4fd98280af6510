import type { Kysely, QueryExecutorProvider, RawBuilder, Transaction } from "kysely";
import type { Fault } from "../fault.ts";
import type { Part } from "../part.ts";
import type { Migration } from "./migration.ts";

/** What a database is spoken to in. */
export type SqlEngine = "postgres" | "sqlite";

/**
 * A relational database of one service: PostgreSQL, or SQLite in a file. `T` are its tables, as kysely wants them. What a
 * query rejects with is the same for both: the service's `unavailable` Fault while the database is away or too busy, a
 * UniqueViolation, VALIDATION_FAILED for text that no database can hold, or the driver's own error.
 */
export interface SqlDatabase<T> extends Part {
  readonly engine: SqlEngine;
  readonly db: Kysely<T>;
  /**
   * Runs `work` in one transaction (read committed; SQLite: alone). It runs again, up to five times, when the database
   * ended it for the sake of another transaction. `work` must not use {@link db}: on SQLite that waits for itself.
   */
  transact<R>(work: (trx: Transaction<T>) => Promise<R>): Promise<R>;
  /** Runs a statement that is a transaction by itself, in one round trip, and again as {@link transact} does. */
  execute<R>(statement: RawBuilder<R>): Promise<readonly R[]>;
}

/** What the chassis' own statements need of a database: which SQL it speaks, and where to run them. */
export interface SqlExecutor {
  readonly engine: SqlEngine;
  readonly db: QueryExecutorProvider;
}

/** What both engines are opened with. */
export interface SqlOptions {
  /** Of the service, such as `students`: it names the part, and in PostgreSQL the schema and the application. */
  readonly name: string;
  readonly migrations: readonly Migration[];
  /** Makes the Fault of a database that cannot be reached, such as STUDENT_STORE_UNAVAILABLE. */
  readonly toUnavailable: (cause: unknown) => Fault;
}
