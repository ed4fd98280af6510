import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { createDatabase, PostgresOfFile, sqlEngines } from "@flotilla/testkit/sql-databases";
import { missesPostgres } from "@flotilla/testkit/start-postgres";
import { type Kysely, sql } from "kysely";
import { toEvent } from "../../test/outbox-store.suite.ts";
import { keepAnswersMs } from "../idempotency/key-store.ts";
import { keepPublishedMs } from "../outbox/outbox.ts";
import { SqlKeys } from "./sql-keys.ts";
import { SqlOutbox } from "./sql-outbox.ts";

const postgres = new PostgresOfFile();
after(() => postgres[Symbol.asyncDispose]());

const day = { subject: "tested.changed", epoch: "e1", count: 10_001 };

/** The same database; `changed` hears how many rows each statement changed. */
function watch(db: Kysely<object>, changed: (rows: number) => void): Kysely<object> {
  return db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      changed(Number(result.numAffectedRows ?? 0));
      return result;
    },
  });
}

/** Resolves once a statement waits for another transaction. */
async function untilBlocked(db: Kysely<object>): Promise<void> {
  for (;;) {
    const { rows } = await sql`select 1 from pg_locks where not granted`.execute(db);
    if (rows.length > 0) return;
  }
}

describe("SqlOutbox (postgres) beside other processes", { skip: missesPostgres() }, () => {
  it("does not forget a key that is taken anew while it looks", async () => {
    await using owned = await createDatabase<object>("postgres", postgres);
    const { database } = owned;
    const request = { id: "a".repeat(64), hash: "b" };
    await new SqlKeys(database, { now: () => 0 }).claim(request, 10);
    const now = () => 2 * keepAnswersMs;
    const pruned = await database.transact(async (trx) => {
      await new SqlKeys({ engine: "postgres", db: trx }, { now }).claim(request, 10);
      const pruning = new SqlOutbox(database, { now }).prune(new Date(now() - keepPublishedMs));
      await untilBlocked(database.db);
      return { pruning };
    });
    await pruned.pruning;
    assert.deepEqual(await new SqlKeys(database, { now }).claim(request, 10), { state: "in_use" });
  });

  it("does not forget an event that is opened while it looks", async () => {
    await using owned = await createDatabase<object>("postgres", postgres);
    const { database } = owned;
    const early = new SqlOutbox(database, { now: () => 0 });
    await early.record(database.db, [toEvent("a/1")]);
    await early.markPublished([toEvent("a/1")], new Map([[day.subject, day.epoch]]));
    const pruned = await database.transact(async (trx) => {
      assert.equal(await new SqlOutbox({ engine: "postgres", db: trx }).reopen(day.subject, "e2"), 1);
      const pruning = new SqlOutbox(database).prune(new Date(1));
      await untilBlocked(database.db);
      return { pruning };
    });
    await pruned.pruning;
    assert.equal((await early.readBacklog()).pending, 1);
  });
});

for (const { engine, skip } of sqlEngines) {
  describe(`SqlOutbox (${engine}) with the events of a day`, { skip }, () => {
    it("opens and forgets them in steps, so that no statement runs out of time", async () => {
      await using owned = await createDatabase<object>(engine, postgres);
      const rows: number[] = [];
      const db = watch(owned.database.db, (changed) => rows.push(changed));
      const store = new SqlOutbox({ engine, db }, { now: () => 1000 });
      const events = Array.from({ length: day.count }, (_, index) => toEvent(`a${index}/1`));
      for (let from = 0; from < day.count; from += 1000) {
        const some = events.slice(from, from + 1000);
        await store.record(db, some);
        await store.markPublished(some, new Map([[day.subject, day.epoch]]));
      }
      rows.length = 0;
      assert.equal(await store.reopen(day.subject, "e2"), day.count);
      assert.deepEqual(rows, [10_000, 1]);
      assert.equal((await store.readBacklog()).pending, day.count);
    });
  });
}
