import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toEvent } from "../../test/outbox-store.suite.ts";
import { createRelayStage } from "../../test/relay-stage.ts";
import { Fault } from "../fault.ts";
import type { QueueMessage } from "../queue/queue.ts";
import { SqlOutbox } from "../sql/index.ts";
import { keepPublishedMs } from "./outbox.ts";

const never = new AbortController().signal;

describe("OutboxRelay", () => {
  it("publishes at once what it is told of, and marks it", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    const events = await stage.record("a/1", "b/1");
    stage.relay.add(events);
    await stage.pass(0);
    assert.deepEqual(stage.script.ids, ["a/1", "b/1"]);
    assert.deepEqual(stage.script.stored[0], events[0]);
    await stage.pass(100);
    assert.deepEqual(await stage.store.readBacklog(), { pending: 0, oldest: undefined });
    await stage.pass(5000);
    assert.equal(stage.script.stored.length, 2);
  });

  it("publishes what another process left behind, before what comes after it", async () => {
    await using stage = await createRelayStage();
    await stage.record("a/1", "b/1", "a/2");
    await stage.relay.start();
    stage.relay.add(await stage.record("a/3"));
    await stage.pass(0);
    assert.deepEqual(stage.script.ids, ["a/1", "b/1", "a/2", "a/3"]);
  });

  it("publishes at its start what was recorded by a clock that was ahead", async () => {
    await using stage = await createRelayStage();
    const ahead = new SqlOutbox(stage.database, { now: () => 9_000_000 });
    await stage.database.transact((trx) => ahead.record(trx, [toEvent("a/1")]));
    await stage.relay.start();
    await stage.pass(0);
    assert.deepEqual(stage.script.ids, ["a/1"]);
  });

  it("finds what was left behind by a clock that was ahead, without a start", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    const ahead = new SqlOutbox(stage.database, { now: () => 9_000_000 });
    await stage.database.transact((trx) => ahead.record(trx, [toEvent("a/1")]));
    await stage.pass(11_000);
    assert.deepEqual(stage.script.ids, ["a/1"]);
  });

  it("takes over from a process whose clock was ahead", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    await stage.record("a/1", "b/1");
    const ahead = new SqlOutbox(stage.database, { now: () => 9_000_000 });
    assert.equal((await ahead.listPending(new Date(10_000_000), 10)).length, 2);
    await stage.pass(5000);
    assert.deepEqual(stage.script.ids, ["a/1", "b/1"]);
  });

  it("finds within seconds what it is never told of", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    await stage.record("a/1");
    await stage.pass(1500);
    assert.deepEqual(stage.script.ids, []);
    await stage.pass(1500);
    assert.deepEqual(stage.script.ids, ["a/1"]);
  });

  it("waits while the queue is away, says so once, and loses nothing", async () => {
    await using stage = await createRelayStage();
    stage.script.isAway = true;
    await stage.relay.start();
    await stage.pass(0);
    stage.relay.add(await stage.record("a/1", "a/2"));
    await stage.pass(11_000);
    assert.throws(() => stage.relay.check(), /^Error: The queue is away. 2 events wait, the oldest for 1[01] s$/);
    assert.match(await stage.telemetry.metrics.metrics(), /^outbox_pending 2$/m);
    assert.match(await stage.telemetry.metrics.metrics(), /^outbox_oldest_seconds 1[01](\.\d+)?$/m);
    stage.script.isAway = false;
    await stage.pass(1000);
    assert.deepEqual(stage.script.ids, ["a/1", "a/2"]);
    await stage.pass(2000);
    stage.relay.check();
    const lines = stage.telemetry.written.map((line) => JSON.parse(line).msg);
    assert.deepEqual(lines, ["queue is away; events wait in the outbox", "queue is back"]);
  });

  it("counts a single event in the singular", async () => {
    await using stage = await createRelayStage();
    stage.script.isAway = true;
    await stage.relay.start();
    await stage.pass(0);
    stage.relay.add(await stage.record("a/1"));
    await stage.pass(11_000);
    assert.throws(() => stage.relay.check(), / 1 event waits, the oldest for 1[01] s$/);
  });

  it("keeps the order of an aggregate when the queue goes away midway", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    stage.script.gate = async ({ id }) => {
      if (id !== "a/2") return;
      stage.script.isAway = true;
      throw new Fault({ code: "unavailable", reason: "QUEUE_UNAVAILABLE", message: "Gone." });
    };
    stage.relay.add(await stage.record("a/1", "a/2", "a/3"));
    await stage.pass(1000);
    assert.deepEqual(stage.script.ids, ["a/1"]);
    stage.script.gate = undefined;
    stage.script.isAway = false;
    await stage.pass(1000);
    assert.deepEqual(stage.script.ids, ["a/1", "a/2", "a/3"]);
  });

  it("holds up the line of an event that the queue refuses, and no other one", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    stage.script.gate = async ({ id }) => {
      if (id === "a/1")
        throw new Fault({ code: "resource_exhausted", reason: "BODY_TOO_LARGE", message: "Too large." });
    };
    stage.relay.add(await stage.record("a/1", "a/2", "b/1"));
    await stage.pass(5000);
    assert.deepEqual(stage.script.ids, ["b/1"]);
    assert.equal(stage.telemetry.written.filter((line) => line.includes("event cannot be published")).length, 1);
    stage.script.gate = undefined;
    await stage.pass(1000);
    assert.deepEqual(stage.script.ids, ["b/1", "a/1", "a/2"]);
  });

  it("publishes the events of many aggregates side by side", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    const underWay: QueueMessage[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    stage.script.gate = (message) => {
      underWay.push(message);
      return promise;
    };
    const ids = Array.from({ length: 300 }, (_, index) => `${index}/1`);
    stage.relay.add(await stage.record(...ids));
    await stage.pass(0);
    assert.equal(underWay.length, 256);
    resolve();
    await stage.pass(0);
    assert.equal(stage.script.stored.length, 300);
  });

  it("reads from the store, page by page, what does not fit into memory", async () => {
    await using stage = await createRelayStage(100);
    stage.script.isAway = true;
    await stage.relay.start();
    await stage.pass(0);
    const ids = Array.from({ length: 3000 }, (_, index) => `${index % 7}/${index}`);
    for (let at = 0; at < ids.length; at += 500) stage.relay.add(await stage.record(...ids.slice(at, at + 500)));
    stage.script.isAway = false;
    await stage.pass(60_000);
    assert.equal((await stage.store.readBacklog()).pending, 0);
    assert.equal(stage.script.stored.length, 3000);
    for (let line = 0; line < 7; line++) {
      const published = stage.script.ids.filter((id) => id.startsWith(`${line}/`));
      assert.deepEqual(
        published,
        ids.filter((id) => id.startsWith(`${line}/`)),
      );
    }
  });

  it("publishes and marks what it knows of before it stops", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    stage.relay.add(await stage.record("a/1", "a/2", "a/3"));
    await stage.relay.stop(never);
    assert.deepEqual(stage.script.ids, ["a/1", "a/2", "a/3"]);
    assert.equal((await stage.store.readBacklog()).pending, 0);
  });

  it("stops without the queue", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    stage.script.isAway = true;
    stage.relay.add(await stage.record("a/1"));
    await stage.relay.stop(never);
    assert.equal((await stage.store.readBacklog()).pending, 1);
  });

  it("stops when its time is over, whatever the queue does", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    stage.script.gate = () => new Promise(() => undefined);
    stage.relay.add(await stage.record("a/1"));
    const controller = new AbortController();
    const stopped = stage.relay.stop(controller.signal);
    controller.abort();
    await stopped;
    assert.equal((await stage.store.readBacklog()).pending, 1);
  });

  it("forgets what was published a day ago", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    stage.relay.add(await stage.record("a/1"));
    await stage.pass(1000);
    stage.clock.leap(keepPublishedMs);
    await stage.pass(1000);
    assert.equal(await stage.store.reopen("tested.changed", "another"), 0);
  });
});
