import { Kysely, PostgresDialect, type RawBuilder, sql, type Transaction } from "kysely";
import { pause } from "../client/policy/pause.ts";
import { type Clock, systemClock } from "../clock.ts";
import { Fault } from "../fault.ts";
import type { Logger } from "../telemetry/logger.ts";
import { migratePostgres } from "./migrate-postgres.ts";
import { NewerSchemaError } from "./migration.ts";
import { describePostgres, type PostgresLimits, toPostgresConfig } from "./postgres-config.ts";
import { isConflict, isUnavailable, readErrorCode } from "./postgres-errors.ts";
import { PostgresPool } from "./postgres-pool.ts";
import type { SqlDatabase, SqlOptions } from "./sql-database.ts";

/** What is told of PostgreSQL beside what every database is told. */
export interface PostgresOptions extends SqlOptions, PostgresLimits {
  readonly log: Pick<Logger, "info" | "warn">;
  /** How long the start waits for an answer and for the migrations before it goes on without. Default 10,000. */
  readonly startPatienceMs?: number;
  readonly clock?: Clock;
}

/**
 * Tables in a PostgreSQL schema named as the service. The process starts whether the database is there or not; the schema is
 * brought up to date as soon as it is, and until then queries reject. A schema from a newer release ends the process.
 */
export function openPostgres<T>(url: string, options: PostgresOptions): SqlDatabase<T> {
  return new PostgresDatabase<T>(url, options);
}

/** Longest pause between two tries to reach a database that was not there at start. */
const maxPauseMs = 2000;
/** How long the driver waits for an answer beyond the time that the server allows a statement. */
const graceMs = 1000;
/** The check asks the database only when it has not answered anybody for this long. */
const freshMs = 1000;
const maxAttempts = 5;

class PostgresDatabase<T> implements SqlDatabase<T> {
  readonly name: string;
  readonly engine = "postgres";
  readonly db: Kysely<T>;
  readonly #options: PostgresOptions;
  readonly #place: string;
  readonly #migrate: () => Promise<void>;
  readonly #pool: PostgresPool;
  #starting: Promise<boolean> | undefined;
  #isMigrated = false;
  /** Why the schema is not there. */
  #absence: unknown = new Error("PostgreSQL was not asked yet");

  constructor(url: string, options: PostgresOptions) {
    const { name, migrations, statementTimeoutMs = 5000, toUnavailable } = options;
    const config = toPostgresConfig(url, name, options);
    this.name = `${name} store (postgres)`;
    this.#options = options;
    this.#place = describePostgres(url);
    this.#migrate = () => migratePostgres(config, name, migrations);
    const assertOpen = () => {
      if (!this.#isMigrated) throw toUnavailable(this.#absence);
    };
    this.#pool = new PostgresPool({ config, readTimeoutMs: statementTimeoutMs + graceMs, toUnavailable, assertOpen });
    this.db = new Kysely<T>({ dialect: new PostgresDialect({ pool: this.#pool }) });
  }

  async start(): Promise<void> {
    const { clock = systemClock, startPatienceMs = 10_000 } = this.#options;
    this.#starting = this.#tryMigrate();
    await Promise.race([this.#starting, pause(clock, startPatienceMs, undefined)]);
  }

  /** Tries until the schema is there. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock = systemClock, log } = this.#options;
    if (await this.#starting) return;
    log.warn({ reason: toReason(this.#absence), database: this.#place }, "database is not there yet");
    for (let pauseMs = 100; !this.#isMigrated; pauseMs = Math.min(2 * pauseMs, maxPauseMs)) {
      await pause(clock, pauseMs, signal);
      await this.#tryMigrate();
    }
    log.info({ database: this.#place }, "database is there");
  }

  async stop(): Promise<void> {
    await this.db.destroy();
    await this.#pool.end();
  }

  async check(): Promise<void> {
    if (performance.now() - this.#pool.answeredAt < freshMs) return;
    await sql`select 1`.execute(this.db).catch((thrown: unknown) => {
      throw this.#toAbsence(thrown);
    });
  }

  transact<R>(work: (trx: Transaction<T>) => Promise<R>): Promise<R> {
    return again(() => this.db.transaction().execute(work));
  }

  execute<R>(statement: RawBuilder<R>): Promise<readonly R[]> {
    return again(async () => (await statement.execute(this.db)).rows);
  }

  async #tryMigrate(): Promise<boolean> {
    try {
      await this.#migrate();
      this.#isMigrated = true;
    } catch (cause) {
      if (cause instanceof NewerSchemaError || !isUnavailable(cause)) throw cause;
      this.#absence = cause;
    }
    return this.#isMigrated;
  }

  /** What `/readyz` says: where, and which kind of failure, but nothing that the database said. */
  #toAbsence(thrown: unknown): Error {
    const code = readErrorCode(thrown instanceof Fault ? thrown.cause : thrown);
    return new Error(`PostgreSQL at ${this.#place} cannot be reached${code && ` (${code})`}`, { cause: thrown });
  }
}

/** One line for the log; where several addresses were tried, their errors share a code and no message. */
function toReason(thrown: unknown): string {
  return (thrown instanceof Error && thrown.message) || readErrorCode(thrown);
}

/** Does the work again that the database ended for the sake of another transaction. */
async function again<R>(work: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (thrown) {
      if (attempt === maxAttempts || !(thrown instanceof Fault && isConflict(thrown.cause))) throw thrown;
    }
  }
}
