import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { createDatabase, PostgresOfFile, sqlEngines } from "@flotilla/testkit/sql-databases";
import { toEvent } from "../../test/outbox-store.suite.ts";
import { keepPublishedMs, keepReceivedMs } from "../outbox/outbox.ts";
import { AlreadyReceivedError } from "./already-received-error.ts";
import { SqlInbox } from "./sql-inbox.ts";
import { SqlKeys } from "./sql-keys.ts";
import { SqlOutbox } from "./sql-outbox.ts";

const postgres = new PostgresOfFile();
after(() => postgres[Symbol.asyncDispose]());

const request = { id: "a".repeat(64), hash: "one" };
const answer = Uint8Array.of(1);

for (const { engine, skip } of sqlEngines) {
  /** Two processes on one database, which read the same clock. */
  const createStage = async () => {
    const { database, ...owned } = await createDatabase(engine, postgres);
    const time = { ms: 1000 };
    const options = { now: () => time.ms };
    return {
      ...owned,
      ...{ database, time, inbox: new SqlInbox(database, options), keys: new SqlKeys(database, options) },
      outboxes: [new SqlOutbox(database, options), new SqlOutbox(database, options)] as const,
    };
  };

  describe(`the chassis' tables in a transaction (${engine})`, { skip }, () => {
    it("keep nothing of a transaction that is rolled back", async () => {
      await using stage = await createStage();
      const [outbox] = stage.outboxes;
      const failed = stage.database.transact(async (trx) => {
        await outbox.record(trx, [toEvent("a/1")]);
        await stage.inbox.receive(trx, "one", ["m"]);
        await stage.keys.keepWith(trx, [{ ...request, answer }]);
        throw new Error("no");
      });
      await assert.rejects(failed, /no/);
      assert.equal((await outbox.readBacklog()).pending, 0);
      assert.deepEqual(await stage.keys.claim(request, 100), { state: "claimed" });
      const received = await stage.database.transact((trx) => stage.inbox.receive(trx, "one", ["m"]));
      assert.deepEqual(received, new Set(["m"]));
    });

    it("take each message in once per consumer, whoever delivers it at the same time", async () => {
      await using stage = await createStage();
      const receive = (consumer: string, ...ids: string[]) =>
        stage.database.transact((trx) => stage.inbox.receive(trx, consumer, ids));
      assert.deepEqual(await receive("one"), new Set());
      const taken = await Promise.all([1, 2, 3, 4].map(() => receive("one", "m")));
      assert.deepEqual(taken.map(({ size }) => size).toSorted(), [0, 0, 0, 1]);
      assert.deepEqual(await receive("one", "n", "m", "n", "o"), new Set(["n", "o"]));
      assert.deepEqual(await receive("other", "m"), new Set(["m"]));
    });

    it("take several messages in together, or none of them when one was taken in before", async () => {
      await using stage = await createStage();
      const receiveAll = (...ids: string[]) =>
        stage.database.transact((trx) => stage.inbox.receiveAll(trx, "one", ids));
      await receiveAll("m", "n");
      await assert.rejects(receiveAll("o", "m"), AlreadyReceivedError);
      await receiveAll("o");
      await receiveAll();
    });

    it("forget messages after two days and answers after one", async () => {
      await using stage = await createStage();
      const receive = () => stage.database.transact((trx) => stage.inbox.receive(trx, "one", ["m"]));
      const prune = () => stage.outboxes[0].prune(new Date(stage.time.ms - keepPublishedMs));
      await receive();
      await stage.keys.keep({ ...request, answer });
      stage.time.ms += keepReceivedMs;
      await prune();
      assert.equal((await receive()).size, 0);
      stage.time.ms += 1;
      await prune();
      assert.equal((await receive()).size, 1);
      assert.deepEqual(await stage.keys.claim({ ...request, hash: "two" }, 100), { state: "claimed" });
    });

    it("keep the answer that came with an effect", async () => {
      await using stage = await createStage();
      await stage.keys.claim(request, 100);
      await stage.database.transact((trx) => stage.keys.keepWith(trx, [{ ...request, answer }]));
      assert.equal((await stage.keys.claim(request, 100)).state, "answered");
      await stage.database.transact((trx) => stage.keys.keepWith(trx, []));
    });

    it("let a request have its effect once, even when its lease runs out meanwhile", async () => {
      await using stage = await createStage();
      const effect = (id: string) =>
        stage.database.transact(async (trx) => {
          await stage.outboxes[0].record(trx, [toEvent(id)]);
          await stage.keys.keepWith(trx, [{ ...request, answer: new TextEncoder().encode(id) }]);
        });
      await stage.keys.claim(request, 100);
      stage.time.ms += 101;
      assert.equal((await stage.keys.claim(request, 100)).state, "claimed");
      const outcomes = await Promise.allSettled([effect("slow/1"), effect("quick/1")]);
      const failed = outcomes.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
      assert.deepEqual(
        failed.map(({ reason }) => reason.reason),
        ["IDEMPOTENCY_KEY_IN_USE"],
      );
      assert.equal((await stage.outboxes[0].readBacklog()).pending, 1);
    });

    it("refuse the effect of a request whose key another request has taken over", async () => {
      await using stage = await createStage();
      await stage.keys.claim(request, 100);
      stage.time.ms += 101;
      assert.equal((await stage.keys.claim({ ...request, hash: "two" }, 100)).state, "claimed");
      const late = stage.database.transact((trx) => stage.keys.keepWith(trx, [{ ...request, answer }]));
      await assert.rejects(late, { code: "aborted", reason: "IDEMPOTENCY_KEY_IN_USE" });
    });

    it("give what was left behind to whoever starts, then to one process at a time", async () => {
      await using stage = await createStage();
      const [one, other] = stage.outboxes;
      await stage.database.transact((trx) => one.record(trx, [toEvent("a/1"), toEvent("b/1")]));
      const list = async (outbox: SqlOutbox) => (await outbox.listPending(new Date(9000), 10)).length;
      assert.equal(await list(one), 2);
      assert.equal(await list(other), 2);
      stage.time.ms = 2000;
      assert.equal(await list(one), 0);
      assert.equal(await list(other), 2);
      stage.time.ms = 4000;
      assert.equal(await list(one), 0);
      stage.time.ms = 4001;
      assert.equal(await list(one), 2);
      assert.equal(await list(other), 0);
    });
  });
}
