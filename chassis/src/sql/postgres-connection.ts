import type { PoolClient, QueryArrayConfig, QueryResult } from "pg";
import { isConnectionLost } from "./postgres-errors.ts";
import type { StatementNames } from "./statement-names.ts";

/** What a PostgresConnection is told. */
export interface PostgresConnectionOptions {
  readonly names: StatementNames;
  /** The longest that an answer may take; the connection is given up then. */
  readonly readTimeoutMs: number;
  /** Turns what the driver threw into what a query rejects with. */
  readonly translate: (thrown: unknown) => unknown;
  readonly onAnswer: () => void;
}

/** A connection of the pool, from its being taken out to its being put back: what failed once is not used again. */
export class PostgresConnection {
  readonly #client: PoolClient;
  readonly #options: PostgresConnectionOptions;
  #lostBy: unknown;
  readonly #onError = (cause: unknown) => {
    this.#lostBy ??= cause;
  };

  constructor(client: PoolClient, options: PostgresConnectionOptions) {
    this.#client = client;
    this.#options = options;
    // A connection may break while no query runs on it; without a listener that would end the process.
    client.on("error", this.#onError);
  }

  async query(text: string, values: readonly unknown[] = []): Promise<QueryResult> {
    const { names, readTimeoutMs, translate, onAnswer } = this.#options;
    if (this.#lostBy !== undefined) return this.#answerLost(text);
    const name = values.length > 0 ? names.find(text) : undefined;
    const query = { text, values: [...values], query_timeout: readTimeoutMs, ...(name !== undefined && { name }) };
    try {
      const result = await this.#client.query(query as unknown as QueryArrayConfig);
      onAnswer();
      return result;
    } catch (thrown) {
      if (isConnectionLost(thrown)) this.#lostBy ??= thrown;
      throw translate(thrown);
    }
  }

  release(): void {
    this.#client.off("error", this.#onError);
    this.#client.release(this.#lostBy !== undefined);
  }

  /** A transaction is rolled back by its connection's end. */
  #answerLost(text: string): QueryResult {
    if (text !== "rollback") throw this.#options.translate(this.#lostBy);
    return { command: "ROLLBACK", rowCount: 0, oid: 0, fields: [], rows: [] };
  }
}
