import assert from "node:assert/strict";
import { it } from "node:test";
import type { OwnedQueue } from "./owned-queue.ts";
import { openInbox, orders, type shipping, toMessage } from "./queue-inbox.ts";

/** Short enough to wait for, long enough for a busy machine to settle something in time. */
const ackWaitMs = 4000;

/** What every Queue does with messages that are not acknowledged. */
export function redeliverySuite(create: () => Promise<OwnedQueue>): void {
  const open = async (owned: OwnedQueue, spec: Partial<typeof shipping> = {}) => {
    await owned.queue.ensureStreams([orders]);
    return openInbox(owned.queue, spec);
  };

  it("delivers again what is not settled in time, and counts", async () => {
    await using owned = await create();
    const inbox = await open(owned, { ackWaitMs: 1500 });
    await owned.queue.publish(toMessage("1"));
    assert.equal((await inbox.next()).attempt, 1);
    for (const attempt of [2, 3, 4]) {
      await owned.pass(1500);
      const delivery = await inbox.next();
      assert.deepEqual([delivery.id, delivery.attempt, delivery.sequence], ["1", attempt, 1]);
    }
  });

  it("delivers again after the pause that a refusal asks for", async () => {
    await using owned = await create();
    const inbox = await open(owned);
    await owned.queue.publish(toMessage("1"));
    await owned.queue.publish(toMessage("2"));
    const [first, second] = await inbox.take(2);
    await first!.nak(0);
    assert.equal((await inbox.next()).attempt, 2);
    await second!.nak(300);
    await owned.pass(300);
    const again = await inbox.next();
    assert.deepEqual([again.id, again.attempt], ["2", 2]);
  });

  it("never delivers again what was acknowledged or refused for good", async () => {
    await using owned = await create();
    const inbox = await open(owned, { ackWaitMs });
    for (const id of ["1", "2", "3"]) await owned.queue.publish(toMessage(id));
    const [first, second, third] = await inbox.take(3);
    await first!.ack();
    await second!.term("unreadable");
    await owned.pass(ackWaitMs);
    const again = await inbox.next();
    assert.deepEqual([again.id, again.attempt], ["3", 2]);
    await third!.ack();
    await owned.queue.publish(toMessage("4"));
    assert.equal((await inbox.next()).id, "4");
    assert.equal(inbox.unread, 0);
  });

  it("takes an acknowledgement that comes after the message was delivered again", async () => {
    await using owned = await create();
    const inbox = await open(owned, { maxAckPending: 1, ackWaitMs });
    await owned.queue.publish(toMessage("1"));
    const late = await inbox.next();
    await owned.pass(ackWaitMs);
    const again = await inbox.next();
    assert.equal(again.attempt, 2);
    await late.ack();
    await again.ack();
    await owned.queue.publish(toMessage("2"));
    assert.equal((await inbox.next()).id, "2");
  });

  it("waits longer for what is being worked at", async () => {
    await using owned = await create();
    const inbox = await open(owned, { ackWaitMs });
    await owned.queue.publish(toMessage("slow"));
    await owned.queue.publish(toMessage("lost"));
    const [slow, lost] = await inbox.take(2);
    for (let step = 0; step < 10; step++) {
      await owned.pass(ackWaitMs / 8);
      slow!.working();
    }
    assert.deepEqual([(await inbox.next()).id, lost!.id], ["lost", "lost"]);
    assert.ok(inbox.all.every(({ id, attempt }) => id !== "slow" || attempt === 1));
    await slow!.ack();
  });

  it("takes no notice of work at a message that was given back", async () => {
    await using owned = await create();
    const inbox = await open(owned);
    await owned.queue.publish(toMessage("1"));
    const delivery = await inbox.next();
    const refused = delivery.nak(300);
    delivery.working();
    await refused;
    await owned.pass(300);
    assert.equal((await inbox.next()).attempt, 2);
  });

  it("goes on with others while a consumer never settles its messages", async () => {
    await using owned = await create();
    const inbox = await open(owned, { maxAckPending: 10 });
    for (let index = 0; index < 9; index++) await owned.queue.publish(toMessage(`hang ${index}`));
    await inbox.take(9);
    for (let index = 0; index < 20; index++) {
      await owned.queue.publish(toMessage(`good ${index}`));
      const delivery = await inbox.next();
      assert.equal(delivery.id, `good ${index}`);
      await delivery.ack();
    }
  });
}
