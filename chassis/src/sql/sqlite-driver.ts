import { DatabaseSync } from "node:sqlite";
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from "kysely";
import type { Fault } from "../fault.ts";
import { translateSqliteError } from "./sqlite-errors.ts";
import { SqliteStatement } from "./sqlite-statement.ts";

/** What a SqliteDriver is told. */
export interface SqliteDriverOptions {
  readonly file: string;
  /** How long a write waits, with the process, for another one that writes the same file. */
  readonly busyTimeoutMs: number;
  readonly toUnavailable: (cause: unknown) => Fault;
}

/** Pages that are kept in memory; SQLite by itself keeps 2 MB, and reads the rest again and again. */
const cacheKibibytes = 16_384;
/** Most statements that are kept prepared. */
const maxStatements = 200;

/**
 * kysely on node:sqlite: one connection, handed to one user at a time. A commit is on the disk before it is answered
 * (https://www.sqlite.org/wal.html, `synchronous=FULL`), and a transaction that writes cannot meet another one midway.
 */
export class SqliteDriver implements Driver, DatabaseConnection {
  readonly #options: SqliteDriverOptions;
  readonly #statements = new Map<string, SqliteStatement>();
  #database: DatabaseSync | undefined;
  #last: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  constructor(options: SqliteDriverOptions) {
    this.#options = options;
  }

  /** The open file. Throws a Fault before {@link open} and after {@link destroy}. */
  get database(): DatabaseSync {
    if (!this.#database) throw this.#options.toUnavailable(new Error("the file is not open"));
    return this.#database;
  }

  /** Opens the file, or creates it. Its folder must be there. */
  open(): DatabaseSync {
    const { file, busyTimeoutMs } = this.#options;
    this.#database ??= new DatabaseSync(file, { timeout: busyTimeoutMs });
    this.#database.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -${cacheKibibytes}`);
    return this.#database;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    this.#release = resolve;
    return this;
  }

  async releaseConnection(): Promise<void> {
    this.#release();
  }

  async beginTransaction(_connection: DatabaseConnection, { accessMode }: TransactionSettings): Promise<void> {
    this.#exec(accessMode === "read only" ? "begin" : "begin immediate");
  }

  async commitTransaction(): Promise<void> {
    this.#exec("commit");
  }

  async rollbackTransaction(): Promise<void> {
    if (this.database.isTransaction) this.#exec("rollback");
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return this.#prepare(sql).execute<R>(parameters);
    } catch (thrown) {
      throw this.#translate(thrown);
    }
  }

  streamQuery(): never {
    throw new Error("rows are not streamed; read them page by page");
  }

  /** Waits for whoever has the connection, then closes the file. */
  async destroy(): Promise<void> {
    await this.acquireConnection();
    this.#statements.clear();
    this.#database?.close();
    this.#database = undefined;
    this.#release();
  }

  #exec(sql: string): void {
    try {
      this.database.exec(sql);
    } catch (thrown) {
      throw this.#translate(thrown);
    }
  }

  #prepare(sql: string): SqliteStatement {
    const known = this.#statements.get(sql);
    if (known) return known;
    if (this.#statements.size >= maxStatements) this.#statements.clear();
    const statement = new SqliteStatement(this.database.prepare(sql));
    this.#statements.set(sql, statement);
    return statement;
  }

  #translate(thrown: unknown): unknown {
    return this.#database ? translateSqliteError(thrown, this.#database, this.#options.toUnavailable) : thrown;
  }
}
