import { after } from "node:test";
import { createDatabase, PostgresOfFile, sqlEngines } from "@flotilla/testkit/sql-databases";
import { keyStoreSuite } from "../../test/key-store.suite.ts";
import { outboxStoreSuite } from "../../test/outbox-store.suite.ts";
import { staleNamesSuite } from "../../test/stale-names.suite.ts";
import { SqlKeys } from "./sql-keys.ts";
import { SqlOutbox } from "./sql-outbox.ts";
import { SqlStaleNames } from "./sql-stale-names.ts";

const postgres = new PostgresOfFile();
after(() => postgres[Symbol.asyncDispose]());

for (const { engine, skip } of sqlEngines) {
  outboxStoreSuite(
    `SqlOutbox (${engine})`,
    async () => {
      let nowMs = 1000;
      const { database, ...owned } = await createDatabase(engine, postgres);
      const store = new SqlOutbox(database, { now: () => nowMs });
      return {
        ...owned,
        store,
        record: (events) => database.transact((trx) => store.record(trx, events)),
        setNow: (ms) => {
          nowMs = ms;
        },
      };
    },
    skip,
  );

  keyStoreSuite(
    `SqlKeys (${engine})`,
    async () => {
      let nowMs = 1000;
      const { database, ...owned } = await createDatabase(engine, postgres);
      const store = new SqlKeys(database, { now: () => nowMs });
      return {
        ...owned,
        store,
        setNow: (ms) => {
          nowMs = ms;
        },
      };
    },
    skip,
  );

  staleNamesSuite(
    `SqlStaleNames (${engine})`,
    async () => {
      const { database, ...owned } = await createDatabase(engine, postgres);
      return { ...owned, store: new SqlStaleNames(database), elsewhere: new SqlStaleNames(database) };
    },
    skip,
  );
}
