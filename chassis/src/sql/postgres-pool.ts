import type { PostgresPoolClient } from "kysely";
import type { Pool, PoolClient, PoolConfig, QueryResult } from "pg";
import type { Fault } from "../fault.ts";
import { withSafeIntegers } from "./postgres-config.ts";
import { isConnectionLost, translatePostgresError } from "./postgres-errors.ts";

/** What a PostgresPool is told. */
export interface PostgresPoolOptions {
  readonly config: PoolConfig;
  /** The longest that an answer may take; the connection is given up then. */
  readonly readTimeoutMs: number;
  readonly toUnavailable: (cause: unknown) => Fault;
  /** Throws while nobody may have a connection. */
  readonly assertOpen: () => void;
}

/** Most statements that have a name; those beyond are planned each time. */
const maxNames = 200;

/**
 * A pool of the driver as kysely wants it: statements with parameters are prepared once per connection, errors are
 * translated, and a connection that failed is not used again. The driver is loaded with the first connection.
 */
export class PostgresPool {
  readonly #options: PostgresPoolOptions;
  readonly #names = new Map<string, string>();
  #pool: Promise<Pool> | undefined;
  #answeredAt = Number.NEGATIVE_INFINITY;

  constructor(options: PostgresPoolOptions) {
    this.#options = options;
  }

  /** When the database last answered, as `performance.now()` says it; -Infinity when it failed since. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  async connect(): Promise<PostgresPoolClient> {
    this.#options.assertOpen();
    this.#pool ??= createPool(this.#options.config);
    try {
      return this.#wrap(await (await this.#pool).connect());
    } catch (thrown) {
      throw this.#fail(thrown);
    }
  }

  /** What kysely asks of a pool besides. */
  readonly options = {};

  /** Waits for the connections that are in use. */
  async end(): Promise<void> {
    await (await this.#pool)?.end();
    this.#pool = undefined;
  }

  #wrap(client: PoolClient): PostgresPoolClient {
    let isLost = false;
    // A connection that breaks while no query runs on it says so here, and to the next query.
    const onError = () => {
      isLost = true;
    };
    client.on("error", onError);
    const query = async (text: string, values: readonly unknown[] = []): Promise<QueryResult> => {
      try {
        const result = await client.query({
          ...this.#prepare(text, values),
          query_timeout: this.#options.readTimeoutMs,
        } as never);
        this.#answeredAt = performance.now();
        return result as unknown as QueryResult;
      } catch (thrown) {
        isLost ||= isConnectionLost(thrown);
        throw this.#fail(thrown);
      }
    };
    const release = () => {
      client.off("error", onError);
      client.release(isLost);
    };
    return { query, release } as unknown as PostgresPoolClient;
  }

  #prepare(text: string, values: readonly unknown[]): { text: string; values: unknown[]; name?: string } {
    if (values.length === 0) return { text, values: [] };
    const name = this.#name(text);
    return name === undefined ? { text, values: [...values] } : { text, values: [...values], name };
  }

  #name(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= maxNames) return known;
    const name = `s${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }

  #fail(thrown: unknown): unknown {
    if (isConnectionLost(thrown)) this.#answeredAt = Number.NEGATIVE_INFINITY;
    return translatePostgresError(thrown, this.#options.toUnavailable);
  }
}

async function createPool(config: PoolConfig): Promise<Pool> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ ...config, types: withSafeIntegers(pg.types) });
  // An idle connection that breaks leaves the pool by itself; without a listener it would end the process.
  pool.on("error", () => undefined);
  return pool;
}
