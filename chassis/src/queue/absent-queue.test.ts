import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AbsentQueue } from "./absent-queue.ts";

describe("AbsentQueue", () => {
  it("fails at all it is asked, and says which setting is missing", async () => {
    const queue = new AbsentQueue();
    const { deadLetters } = queue;
    const asked = [queue.publish(), queue.consume(), queue.ensureStreams(), queue.readEpoch(), deadLetters.list(0, 1)];
    for (const answer of asked) await assert.rejects(answer, { code: "unavailable", reason: "QUEUE_UNAVAILABLE" });
    assert.throws(() => queue.check(), /NATS_URL is not set/);
    assert.equal(queue.isRequired, false);
  });
});
