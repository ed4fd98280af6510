import assert from "node:assert/strict";
import { it } from "node:test";
import { maxMessageBytes } from "../src/queue/queue.ts";
import type { OwnedQueue } from "./owned-queue.ts";
import { openInbox, orders, toMessage } from "./queue-inbox.ts";

/** What the dead letters of every Queue must do. */
export function deadLettersSuite(create: () => Promise<OwnedQueue>): void {
  const letter = {
    consumer: "SHIPPING",
    reason: "MALFORMED_MESSAGE",
    message: "The body is no Order.\r\nIt breaks off: ☠",
    attempts: 3,
    original: toMessage("bad", { headers: { "link-version": "0123456789abcdef" }, data: Buffer.from([0, 255, 10]) }),
  };

  it("keeps dead letters with all that is known of them", async () => {
    await using owned = await create();
    const { deadLetters } = owned.queue;
    assert.deepEqual(await deadLetters.list(0, 10), []);
    await deadLetters.add(letter);
    const [kept] = await deadLetters.list(0, 10);
    assert.equal(kept?.sequence, 1);
    assert.ok(kept.time instanceof Date);
    const { consumer, reason, attempts, original } = kept;
    assert.deepEqual({ consumer, reason, attempts }, { consumer: "SHIPPING", reason: letter.reason, attempts: 3 });
    assert.equal(kept.message, "The body is no Order. It breaks off: ☠");
    assert.equal(original.subject, "orders.made");
    assert.equal(original.id, "bad");
    assert.deepEqual({ ...original.headers }, letter.original.headers);
    assert.deepEqual([...original.data], [0, 255, 10]);
    assert.equal((await deadLetters.find(1))?.original.id, "bad");
    assert.equal(await deadLetters.find(2), undefined);
  });

  it("keeps the longest message, with the longest word on it", async () => {
    await using owned = await create();
    const { deadLetters } = owned.queue;
    const original = toMessage("long", { data: Buffer.alloc(maxMessageBytes - "long".length, 7) });
    await owned.queue.ensureStreams([orders]);
    await owned.queue.publish(original);
    await deadLetters.add({ ...letter, message: "☠".repeat(2000), original });
    assert.equal((await deadLetters.find(1))?.original.data.length, original.data.length);
    await deadLetters.replay(1);
    assert.equal((await (await openInbox(owned.queue)).take(2))[1]!.data.length, original.data.length);
  });

  it("keeps the same letter once", async () => {
    await using owned = await create();
    const { deadLetters } = owned.queue;
    await Promise.all([deadLetters.add(letter), deadLetters.add(letter)]);
    assert.equal((await deadLetters.list(0, 10)).length, 1);
  });

  it("lists page by page, and removes", async () => {
    await using owned = await create();
    const { deadLetters } = owned.queue;
    for (let index = 1; index <= 5; index++) await deadLetters.add({ ...letter, original: toMessage(`bad ${index}`) });
    const sequencesOf = async (after: number, limit: number) =>
      (await deadLetters.list(after, limit)).map(({ sequence }) => sequence);
    assert.deepEqual(await sequencesOf(0, 2), [1, 2]);
    assert.deepEqual(await sequencesOf(2, 10), [3, 4, 5]);
    await deadLetters.remove(3);
    await deadLetters.remove(3);
    assert.deepEqual(await sequencesOf(2, 10), [4, 5]);
    assert.equal(await deadLetters.find(3), undefined);
  });

  it("replays a letter although the queue still knows its id, and says which message it was", async () => {
    await using owned = await create();
    const { queue } = owned;
    await queue.ensureStreams([orders]);
    const inbox = await openInbox(queue);
    await queue.publish(letter.original);
    await (await inbox.next()).term("unreadable");
    await queue.deadLetters.add(letter);
    await queue.deadLetters.replay(1);
    const again = await inbox.next();
    assert.equal(again.sequence, 2);
    assert.equal(again.headers["queue-message-id"], "bad");
    assert.equal(again.headers["link-version"], "0123456789abcdef");
    assert.deepEqual([...again.data], [0, 255, 10]);
    assert.deepEqual(await queue.deadLetters.list(0, 10), []);
    await assert.rejects(queue.deadLetters.replay(1), { code: "not_found", reason: "UNKNOWN_DEAD_LETTER" });
  });

  it("keeps a letter that cannot be replayed now", async () => {
    await using owned = await create();
    const { deadLetters } = owned.queue;
    await deadLetters.add({ ...letter, original: toMessage("bad", { subject: "nowhere.at.all" }) });
    await assert.rejects(deadLetters.replay(1), { reason: "QUEUE_UNAVAILABLE" });
    assert.equal((await deadLetters.list(0, 10)).length, 1);
  });
}
