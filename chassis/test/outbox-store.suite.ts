import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { OutboxEvent, OutboxStore } from "../src/outbox/outbox.ts";

/** A store that a test owns, and the clock that it reads. */
export interface OwnedOutbox extends AsyncDisposable {
  readonly store: OutboxStore;
  /** Stores events, each with a change of its aggregate, as the service of the store would. */
  record(events: readonly OutboxEvent[]): Promise<void>;
  /** What the store takes for the time. */
  setNow(nowMs: number): void;
}

/** What every outbox keeps to. `create` makes an empty one whose clock shows 1000. */
export function outboxStoreSuite(name: string, create: () => Promise<OwnedOutbox>, skip: string | false = false): void {
  describe(`${name} as an outbox`, { skip }, () => {
    it("lists what was recorded before a time, oldest first", async () => {
      await using owned = await create();
      await owned.record([toEvent("a/1"), toEvent("b/1")]);
      owned.setNow(2000);
      await owned.record([toEvent("a/2")]);
      assert.deepEqual(await listIds(owned, 2000), ["a/1", "b/1"]);
      assert.deepEqual(await listIds(owned, 2001), ["a/1", "b/1", "a/2"]);
    });

    it("gives events back as they were recorded", async () => {
      await using owned = await create();
      const event = { ...toEvent("a/1"), data: Uint8Array.of(0, 255, 10), headers: { traceparent: "00-ä", "x-1": "" } };
      await owned.record([event]);
      const [listed] = await owned.store.listPending(new Date(1001), 10);
      assert.ok(listed);
      assert.deepEqual(
        { ...listed, data: [...listed.data] },
        { ...event, data: [0, 255, 10], recordedAt: new Date(1000) },
      );
    });

    it("lists no more than the limit", async () => {
      await using owned = await create();
      await owned.record([toEvent("a/1"), toEvent("a/2"), toEvent("b/1")]);
      const listed = await owned.store.listPending(new Date(1001), 2);
      assert.equal(listed.length, 2);
    });

    it("keeps the order of an aggregate, however its events are recorded", async () => {
      await using owned = await create();
      const ids = Array.from({ length: 25 }, (_, index) => `a/${index}`);
      for (const chunk of [ids.slice(0, 7), ids.slice(7, 8), ids.slice(8)])
        await owned.record(chunk.map((id) => toEvent(id)));
      assert.deepEqual(await listIds(owned), ids);
    });

    it("lists an event until it is published", async () => {
      await using owned = await create();
      const events = [toEvent("a/1"), toEvent("a/2"), toEvent("b/1")];
      await owned.record(events);
      await owned.store.markPublished([events[0]!, events[2]!], epochs("e1"));
      assert.deepEqual(await listIds(owned), ["a/2"]);
    });

    it("records an event once, however often it is told of it", async () => {
      await using owned = await create();
      await owned.record([toEvent("a/1")]);
      await owned.record([toEvent("a/1")]);
      assert.deepEqual(await listIds(owned), ["a/1"]);
      await owned.store.markPublished([toEvent("a/1")], epochs("e1"));
      await owned.record([toEvent("a/1")]);
      assert.deepEqual(await listIds(owned), []);
    });

    it("takes a mark of what it does not have, or has marked, as it is", async () => {
      await using owned = await create();
      await owned.record([toEvent("a/1")]);
      await owned.store.markPublished([], epochs("e1"));
      await owned.store.markPublished([toEvent("unknown/1")], epochs("e1"));
      await owned.store.markPublished([toEvent("a/1")], epochs("e1"));
      await owned.store.markPublished([toEvent("a/1")], epochs("e2"));
      assert.equal(await owned.store.reopen("tested.changed", "e1"), 0);
    });

    it("opens what was published into another stream of the name, and nothing else", async () => {
      await using owned = await create();
      const events = [toEvent("a/1"), toEvent("a/2"), toEvent("a/3"), toEvent("b/1", "tested.other")];
      await owned.record(events);
      await owned.store.markPublished([events[0]!, events[3]!], epochs("e1"));
      await owned.store.markPublished([events[1]!], epochs("e2"));
      assert.equal(await owned.store.reopen("tested.changed", "e2"), 1);
      assert.deepEqual(await listIds(owned), ["a/1", "a/3"]);
      assert.equal(await owned.store.reopen("tested.changed", "e2"), 0);
    });

    it("opens what was published into a stream that nobody knew the epoch of", async () => {
      await using owned = await create();
      await owned.record([toEvent("a/1")]);
      await owned.store.markPublished([toEvent("a/1")], new Map());
      assert.equal(await owned.store.reopen("tested.changed", "e1"), 1);
      assert.deepEqual(await listIds(owned), ["a/1"]);
    });

    it("tells how many events wait, and since when", async () => {
      await using owned = await create();
      assert.deepEqual(await owned.store.readBacklog(), { pending: 0, oldest: undefined });
      await owned.record([toEvent("a/1"), toEvent("b/1")]);
      owned.setNow(2000);
      await owned.record([toEvent("a/2")]);
      assert.deepEqual(await owned.store.readBacklog(), { pending: 3, oldest: new Date(1000) });
      await owned.store.markPublished([toEvent("a/1"), toEvent("b/1")], epochs("e1"));
      assert.deepEqual(await owned.store.readBacklog(), { pending: 1, oldest: new Date(2000) });
    });

    it("forgets what was published before a time, and keeps what waits", async () => {
      await using owned = await create();
      await owned.record([toEvent("a/1"), toEvent("a/2"), toEvent("b/1")]);
      await owned.store.markPublished([toEvent("a/1")], epochs("e1"));
      owned.setNow(2000);
      await owned.store.markPublished([toEvent("a/2")], epochs("e1"));
      await owned.store.prune(new Date(2000));
      assert.equal(await owned.store.reopen("tested.changed", "e2"), 1);
      assert.deepEqual(await listIds(owned), ["a/2", "b/1"]);
    });
  });
}

/** An event whose aggregate is what stands before the slash of its id. */
export function toEvent(id: string, subject = "tested.changed"): OutboxEvent {
  const aggregate = id.slice(0, id.indexOf("/"));
  return { subject, id, aggregate, data: new TextEncoder().encode(id), headers: { "link-version": id } };
}

async function listIds({ store }: OwnedOutbox, beforeMs = 1_000_000): Promise<readonly string[]> {
  return (await store.listPending(new Date(beforeMs), 100)).map(({ id }) => id);
}

function epochs(epoch: string): ReadonlyMap<string, string> {
  return new Map([
    ["tested.changed", epoch],
    ["tested.other", epoch],
  ]);
}
