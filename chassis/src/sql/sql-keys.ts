import { type QueryExecutorProvider, sql } from "kysely";
import { keyInUse } from "../idempotency/key-in-use.ts";
import {
  type Claim,
  type KeptAnswer,
  type KeyedRequest,
  type KeyStore,
  keepAnswersMs,
} from "../idempotency/key-store.ts";
import type { SqlEngine, SqlExecutor } from "./sql-database.ts";
import type { SqlStoreOptions } from "./sql-outbox.ts";
import { toRows } from "./sql-rows.ts";

/** The answers to keyed requests, in a table beside the service's own; see {@link chassisTables}. */
export class SqlKeys implements KeyStore {
  readonly #engine: SqlEngine;
  readonly #db: QueryExecutorProvider;
  readonly #now: () => number;

  constructor({ engine, db }: SqlExecutor, { now = Date.now }: SqlStoreOptions = {}) {
    this.#engine = engine;
    this.#db = db;
    this.#now = now;
  }

  async claim({ id, hash }: KeyedRequest, forMs: number): Promise<Claim> {
    const nowMs = this.#now();
    const claimed = await sql`insert into kept_answer (id, hash, leased_until_ms, kept_until_ms)
      values (${id}, ${hash}, ${nowMs + forMs}, ${nowMs + keepAnswersMs})
      on conflict (id) do update set
        hash = excluded.hash, answer = null, leased_until_ms = excluded.leased_until_ms, kept_until_ms = excluded.kept_until_ms
      where kept_answer.kept_until_ms < ${nowMs}
        or (kept_answer.answer is null and kept_answer.leased_until_ms < ${nowMs})
      returning id`.execute(this.#db);
    return claimed.rows.length > 0 ? { state: "claimed" } : this.#find(id, hash);
  }

  async keep(answer: KeptAnswer): Promise<void> {
    await this.#keep(this.#db, [answer]);
  }

  async release({ id, hash }: KeyedRequest): Promise<void> {
    await sql`delete from kept_answer where id = ${id} and hash = ${hash} and answer is null`.execute(this.#db);
  }

  /**
   * Keeps answers in the transaction of their effects. Throws IDEMPOTENCY_KEY_IN_USE, so that the transaction is rolled back,
   * when one of the requests has had its effect meanwhile: its lease ran out, and it was made again.
   */
  async keepWith(trx: QueryExecutorProvider, answers: readonly KeptAnswer[]): Promise<void> {
    if (answers.length > 0 && (await this.#keep(trx, answers)) < answers.length) throw keyInUse();
  }

  async #keep(db: QueryExecutorProvider, answers: readonly KeptAnswer[]): Promise<number> {
    const keptUntilMs = this.#now() + keepAnswersMs;
    const rows = toRows(
      this.#engine,
      ["text", "text", "bytea", "bigint", "bigint"],
      answers.map(({ id, hash, answer }) => [id, hash, answer, 0, keptUntilMs]),
    );
    const kept = await sql`insert into kept_answer (id, hash, answer, leased_until_ms, kept_until_ms) ${rows}
      on conflict (id) do update set answer = excluded.answer, kept_until_ms = excluded.kept_until_ms
      where kept_answer.answer is null and kept_answer.hash = excluded.hash
      returning id`.execute(db);
    return kept.rows.length;
  }

  /** What holds the key. Whoever held it may have given it back since: then the caller had better come again. */
  async #find(id: string, hash: string): Promise<Claim> {
    const { rows } = await sql<{ hash: string; answer: Uint8Array | null }>`
      select hash, answer from kept_answer where id = ${id}`.execute(this.#db);
    const [row] = rows;
    if (!row) return { state: "in_use" };
    if (row.hash !== hash) return { state: "other_request" };
    return row.answer ? { state: "answered", answer: row.answer } : { state: "in_use" };
  }
}
