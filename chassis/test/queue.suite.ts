import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { maxMessageBytes } from "../src/queue/queue.ts";
import { deadLettersSuite } from "./dead-letters.suite.ts";
import type { OwnedQueue } from "./owned-queue.ts";
import { Inbox, idsOf, openInbox, orders, shipping, toMessage } from "./queue-inbox.ts";
import { redeliverySuite } from "./redelivery.suite.ts";

/** What every Queue must do. No message of the suite is larger than a broker takes by default. */
export function queueSuite(name: string, create: () => Promise<OwnedQueue>): void {
  describe(name, () => {
    streamSuite(create);
    publishSuite(create);
    consumeSuite(create);
    redeliverySuite(create);
    restartSuite(create);
    deadLettersSuite(create);
  });
}

type Create = () => Promise<OwnedQueue>;

function streamSuite(create: Create): void {
  it("creates streams once, and tells one from a later one", async () => {
    await using owned = await create();
    const { queue } = owned;
    assert.equal(await queue.readEpoch("Orders"), undefined);
    await queue.ensureStreams([orders]);
    const epoch = await queue.readEpoch("Orders");
    assert.ok(epoch);
    await Promise.all([queue.ensureStreams([orders]), queue.ensureStreams([orders])]);
    assert.equal(await queue.readEpoch("Orders"), epoch);
  });

  it("brings a stream in line without losing its messages", async () => {
    await using owned = await create();
    const { queue } = owned;
    await queue.ensureStreams([orders]);
    await queue.publish(toMessage("1"));
    const epoch = await queue.readEpoch("Orders");
    await queue.ensureStreams([{ ...orders, subjects: [...orders.subjects, "orders.sent"], description: "Wider." }]);
    assert.equal((await queue.publish(toMessage("2", { subject: "orders.sent" }))).sequence, 2);
    assert.equal(await queue.readEpoch("Orders"), epoch);
    assert.equal((await (await openInbox(queue)).next()).id, "1");
  });

  it("refuses a stream that would take another's subjects", async () => {
    await using owned = await create();
    await owned.queue.ensureStreams([orders]);
    await assert.rejects(owned.queue.ensureStreams([{ ...orders, name: "Others", subjects: ["orders.*"] }]));
  });
}

function publishSuite(create: Create): void {
  it("numbers messages in the order in which they are published", async () => {
    await using owned = await create();
    await owned.queue.ensureStreams([orders]);
    const acks = await Promise.all(["a", "b", "c"].map((id) => owned.queue.publish(toMessage(id))));
    assert.deepEqual(
      acks,
      [1, 2, 3].map((sequence) => ({ stream: "Orders", sequence, isDuplicate: false })),
    );
  });

  it("keeps data and headers as they are", async () => {
    await using owned = await create();
    await owned.queue.ensureStreams([orders]);
    const data = Uint8Array.from({ length: 256 }, (_, index) => index);
    const headers = { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "x-name": "Zoë 𝒳" };
    await owned.queue.publish(toMessage("1", { data, headers }));
    await owned.queue.publish(toMessage("2", { data: new Uint8Array(0) }));
    const [first, second] = await (await openInbox(owned.queue)).take(2);
    assert.deepEqual(Uint8Array.from(first!.data), data);
    assert.deepEqual({ ...first!.headers }, headers);
    assert.equal(second!.data.length, 0);
    assert.equal(first!.subject, "orders.made");
    assert.equal(first!.stream, "Orders");
    assert.equal(first!.sequence, 1);
    assert.equal(first!.attempt, 1);
    assert.ok(first!.time <= second!.time);
  });

  it("drops a message with an id that came within the duplicate window, however many come at once", async () => {
    await using owned = await create();
    await owned.queue.ensureStreams([orders]);
    const acks = await Promise.all(Array.from({ length: 20 }, () => owned.queue.publish(toMessage("same"))));
    assert.deepEqual(
      acks.map(({ sequence, isDuplicate }) => [sequence, isDuplicate]),
      acks.map((_, index) => [1, index > 0]),
    );
    await owned.queue.publish(toMessage("other"));
    const inbox = await openInbox(owned.queue);
    assert.deepEqual(idsOf(await inbox.take(2)), ["same", "other"]);
  });

  it("takes an id again once the duplicate window is over", async () => {
    await using owned = await create();
    await owned.queue.ensureStreams([{ ...orders, duplicateWindowMs: 200 }]);
    await owned.queue.publish(toMessage("again"));
    await owned.pass(1500);
    assert.equal((await owned.queue.publish(toMessage("again"))).isDuplicate, false);
  });

  it("takes messages without an id, all of them", async () => {
    await using owned = await create();
    await owned.queue.ensureStreams([orders]);
    await owned.queue.publish(toMessage(""));
    assert.equal((await owned.queue.publish(toMessage(""))).isDuplicate, false);
    const [first] = await (await openInbox(owned.queue)).take(2);
    assert.equal(first!.id, undefined);
  });

  it("takes the longest message that is allowed, and says so of a longer one", async () => {
    await using owned = await create();
    await owned.queue.ensureStreams([orders]);
    const headers = { "link-version": "1".repeat(1000) };
    const data = Buffer.alloc(maxMessageBytes - 1000 - "link-version: \r\n".length - "long".length, 7);
    await owned.queue.publish(toMessage("long", { data, headers }));
    const tooLong = { code: "resource_exhausted", reason: "BODY_TOO_LARGE" };
    await assert.rejects(owned.queue.publish(toMessage("longer", { data, headers })), tooLong);
    const delivery = await (await openInbox(owned.queue)).next();
    assert.equal(Buffer.compare(delivery.data, data), 0);
  });

  it("rejects a message that no stream takes", async () => {
    await using owned = await create();
    await owned.queue.ensureStreams([orders]);
    const stray = toMessage("1", { subject: "nowhere.at.all" });
    await assert.rejects(owned.queue.publish(stray), { code: "unavailable", reason: "QUEUE_UNAVAILABLE" });
    assert.equal((await owned.queue.publish(toMessage("2"))).sequence, 1);
  });
}

function consumeSuite(create: Create): void {
  it("delivers what was published before and after, of its subject only, oldest first", async () => {
    await using owned = await create();
    const { queue } = owned;
    await queue.ensureStreams([orders]);
    await queue.publish(toMessage("1"));
    await queue.publish(toMessage("paid", { subject: "orders.paid" }));
    const inbox = await openInbox(queue);
    assert.equal((await inbox.next()).id, "1");
    await queue.publish(toMessage("2"));
    await queue.publish(toMessage("3"));
    assert.deepEqual(idsOf(await inbox.take(2)), ["2", "3"]);
    assert.equal(inbox.unread, 0);
  });

  it("gives every durable its own copy, and those who share one each message once", async () => {
    await using owned = await create();
    const { queue } = owned;
    await queue.ensureStreams([orders]);
    const shared = new Inbox();
    for (let process = 0; process < 2; process++) await queue.consume(shipping, shared.deliver);
    const other = await openInbox(queue, { durable: "BILLING" });
    const ids = Array.from({ length: 40 }, (_, index) => `m${index}`);
    await Promise.all(ids.map((id) => queue.publish(toMessage(id))));
    assert.deepEqual(idsOf(await other.take(40)), ids);
    const taken = await shared.take(40);
    await Promise.all(taken.map((delivery) => delivery.ack()));
    assert.deepEqual(idsOf(taken).sort(), ids.toSorted());
  });

  it("hands out no more than may be unsettled, and goes on as they are settled", async () => {
    await using owned = await create();
    const { queue } = owned;
    await queue.ensureStreams([orders]);
    const inbox = await openInbox(queue, { maxAckPending: 3, ackWaitMs: 60_000 });
    for (const id of ["1", "2", "3", "4", "5"]) await queue.publish(toMessage(id));
    const first = await inbox.take(3);
    await queue.publish(toMessage("6"));
    assert.equal(inbox.unread, 0);
    assert.equal(await inbox.consumption.readPending(), 3);
    await first[0]!.ack();
    assert.equal((await inbox.next()).id, "4");
    await first[1]!.term("for good");
    assert.equal((await inbox.next()).id, "5");
    assert.equal(inbox.unread, 0);
  });

  it("delivers nothing more once it is stopped, but lets what was delivered be settled", async () => {
    await using owned = await create();
    const { queue } = owned;
    await queue.ensureStreams([orders]);
    const inbox = await openInbox(queue, { ackWaitMs: 60_000 });
    await queue.publish(toMessage("1"));
    const delivery = await inbox.next();
    await inbox.consumption.stop();
    await queue.publish(toMessage("2"));
    await delivery.ack();
    const next = await openInbox(queue, { ackWaitMs: 60_000 });
    assert.equal((await next.next()).id, "2");
    assert.equal(inbox.unread, 0);
    assert.equal(next.unread, 0);
  });

  it("refuses to consume from a stream that is not there", async () => {
    await using owned = await create();
    await assert.rejects(
      owned.queue.consume(shipping, () => undefined),
      { reason: "QUEUE_UNAVAILABLE" },
    );
  });
}

function restartSuite(create: Create): void {
  it("still has, after a crash, what was published and not acknowledged", async () => {
    await using owned = await create();
    await owned.queue.ensureStreams([orders]);
    const epoch = await owned.queue.readEpoch("Orders");
    const inbox = new Inbox();
    await owned.queue.consume({ ...shipping, ackWaitMs: 4000 }, inbox.deliver);
    for (const id of ["1", "2", "3"]) await owned.queue.publish(toMessage(id));
    const [first] = await inbox.take(3);
    await first!.ack();
    await owned.restart();
    assert.equal((await owned.queue.publish(toMessage("3"))).isDuplicate, true);
    assert.equal((await owned.queue.publish(toMessage("4"))).sequence, 4);
    assert.equal(await owned.queue.readEpoch("Orders"), epoch);
    await owned.queue.consume({ ...shipping, ackWaitMs: 4000 }, inbox.deliver);
    await owned.pass(4000);
    // What was acknowledged may come again as well: JetStream writes down a moment later what its consumers have done.
    const missing = new Set<string | undefined>(["2", "3", "4"]);
    while (missing.size > 0) {
      const delivery = await inbox.next();
      missing.delete(delivery.id);
      await delivery.ack();
    }
  });
}
