import { type QueryExecutorProvider, sql } from "kysely";
import { AlreadyReceivedError } from "./already-received-error.ts";
import type { SqlEngine, SqlExecutor } from "./sql-database.ts";
import type { SqlStoreOptions } from "./sql-outbox.ts";
import { toRows } from "./sql-rows.ts";

/**
 * The messages that were taken in, in a table beside the service's own: a message that is delivered again has no effect,
 * since its row and its effect are in one transaction. {@link keepReceivedMs} says for how long.
 */
export class SqlInbox {
  readonly #engine: SqlEngine;
  readonly #now: () => number;

  constructor({ engine }: Pick<SqlExecutor, "engine">, { now = Date.now }: SqlStoreOptions = {}) {
    this.#engine = engine;
    this.#now = now;
  }

  /** Notes the messages in the transaction of their effects. Answers the ids of those that were not noted before. */
  async receive(trx: QueryExecutorProvider, consumer: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const receivedMs = this.#now();
    const rows = toRows(
      this.#engine,
      ["text", "text", "bigint"],
      [...new Set(ids)].map((id) => [consumer, id, receivedMs]),
    );
    const noted = await sql<{ id: string }>`insert into inbox_message (consumer, id, received_ms) ${rows}
      on conflict (consumer, id) do nothing returning id`.execute(trx);
    return new Set(noted.rows.map(({ id }) => id));
  }

  /** The same for messages whose effects are nothing without each other. Throws an AlreadyReceivedError unless all are new. */
  async receiveAll(trx: QueryExecutorProvider, consumer: string, ids: readonly string[]): Promise<void> {
    const noted = await this.receive(trx, consumer, ids);
    if (noted.size < ids.length) throw new AlreadyReceivedError("a message has had its effect");
  }
}
