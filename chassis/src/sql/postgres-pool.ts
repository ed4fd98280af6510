import type { PostgresPoolClient } from "kysely";
import type { Pool, PoolConfig } from "pg";
import type { Fault } from "../fault.ts";
import { withSafeIntegers } from "./postgres-config.ts";
import { PostgresConnection } from "./postgres-connection.ts";
import { isConnectionLost, translatePostgresError } from "./postgres-errors.ts";
import { StatementNames } from "./statement-names.ts";

/** What a PostgresPool is told. */
export interface PostgresPoolOptions {
  readonly config: PoolConfig;
  /** The longest that an answer may take; the connection is given up then. */
  readonly readTimeoutMs: number;
  readonly toUnavailable: (cause: unknown) => Fault;
  /** Throws while nobody may have a connection. */
  readonly assertOpen: () => void;
}

/**
 * A pool of the driver as kysely wants it: statements with parameters are prepared once per connection, errors are
 * translated, and a connection that failed is not used again. The driver is loaded with the first connection.
 */
export class PostgresPool {
  /** What kysely asks of a pool besides. */
  readonly options = {};
  readonly #options: PostgresPoolOptions;
  readonly #names = new StatementNames();
  #pool: Promise<Pool> | undefined;
  #answeredAt = Number.NEGATIVE_INFINITY;

  constructor(options: PostgresPoolOptions) {
    this.#options = options;
  }

  /** When the database last answered, as `performance.now()` says it; -Infinity when it was lost since. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  async connect(): Promise<PostgresPoolClient> {
    this.#options.assertOpen();
    this.#pool ??= createPool(this.#options.config);
    try {
      const client = await (await this.#pool).connect();
      return new PostgresConnection(client, {
        names: this.#names,
        readTimeoutMs: this.#options.readTimeoutMs,
        translate: this.#translate,
        onAnswer: this.#noteAnswer,
      }) as unknown as PostgresPoolClient;
    } catch (thrown) {
      throw this.#translate(thrown);
    }
  }

  /** Waits for the connections that are in use. */
  async end(): Promise<void> {
    await (await this.#pool)?.end();
    this.#pool = undefined;
  }

  readonly #noteAnswer = (): void => {
    this.#answeredAt = performance.now();
  };

  readonly #translate = (thrown: unknown): unknown => {
    if (isConnectionLost(thrown)) this.#answeredAt = Number.NEGATIVE_INFINITY;
    return translatePostgresError(thrown, this.#options.toUnavailable);
  };
}

async function createPool(config: PoolConfig): Promise<Pool> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ ...config, types: withSafeIntegers(pg.types) });
  // An idle connection that breaks leaves the pool by itself; without a listener it would end the process.
  pool.on("error", () => undefined);
  return pool;
}
