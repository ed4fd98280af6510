import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { Kysely } from "kysely";
import { toEvent } from "../../test/outbox-store.suite.ts";
import { createDatabase, PostgresOfFile, sqlEngines } from "../../test/sql-databases.ts";
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
