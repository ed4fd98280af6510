import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRelayStage } from "../../test/relay-stage.ts";

const never = new AbortController().signal;

describe("OutboxRelay and streams that go away", () => {
  it("creates the streams that are missing", async () => {
    await using stage = await createRelayStage();
    stage.script.wipe(false);
    await stage.relay.start();
    await stage.record("a/1");
    await stage.pass(0);
    assert.deepEqual(stage.script.ids, ["a/1"]);
  });

  it("publishes again what was in a stream that is gone", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    stage.relay.add(await stage.record("a/1", "a/2"));
    await stage.pass(1000);
    stage.script.wipe();
    stage.relay.add(await stage.record("a/3"));
    await stage.pass(4000);
    assert.deepEqual(new Set(stage.script.ids), new Set(["a/1", "a/2", "a/3"]));
    assert.equal((await stage.store.readBacklog()).pending, 0);
  });

  it("publishes again what was under way to a stream that is gone", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    const { promise, resolve } = Promise.withResolvers<void>();
    stage.script.gate = () => promise;
    stage.relay.add(await stage.record("a/1"));
    stage.script.wipe();
    await stage.pass(1000);
    resolve();
    await stage.pass(0);
    stage.script.gate = undefined;
    stage.script.stored.length = 0;
    await stage.pass(4000);
    assert.deepEqual(stage.script.ids, ["a/1"]);
  });

  it("publishes again what was not marked yet when its stream went away", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    await stage.pass(480);
    stage.relay.add(await stage.record("a/1"));
    await stage.pass(0);
    assert.deepEqual(stage.script.ids, ["a/1"]);
    stage.script.wipe();
    await stage.pass(20);
    await stage.pass(4000);
    assert.deepEqual(stage.script.ids, ["a/1"]);
  });

  it("publishes again what another process marked before it knew of the new stream", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    const events = await stage.record("a/1");
    await stage.store.markPublished(events, new Map([["tested.changed", "epoch 0"]]));
    await stage.pass(61_000);
    assert.deepEqual(stage.script.ids, ["a/1"]);
  });

  it("publishes again what was in a stream that went away while no process ran", async () => {
    await using stage = await createRelayStage();
    await stage.relay.start();
    await stage.pass(0);
    stage.relay.add(await stage.record("a/1"));
    await stage.pass(100);
    await stage.relay.stop(never);
    stage.script.wipe();
    await stage.createRelay().start();
    await stage.pass(1000);
    assert.deepEqual(stage.script.ids, ["a/1"]);
  });
});
