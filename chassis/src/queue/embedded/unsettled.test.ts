import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Unsettled } from "./unsettled.ts";

describe("Unsettled", () => {
  it("has what an earlier process was handed due at once, with its attempts", () => {
    const unsettled = new Unsettled([{ sequence: 7, attempt: 3 }], 1000);
    assert.deepEqual(unsettled.listDue(1000, 10), [7]);
    assert.equal(unsettled.attemptsOf(7), 3);
    assert.equal(unsettled.attemptsOf(8), 0);
  });

  it("lists what is due, oldest first, and knows when the next one is", () => {
    const unsettled = new Unsettled([], 0);
    for (const [sequence, dueMs] of [
      [3, 50],
      [1, 50],
      [2, 90],
    ] as const) {
      unsettled.put(sequence, { attempt: 1, dueMs, bytes: 10 });
    }
    assert.deepEqual(unsettled.listDue(49, 10), []);
    assert.deepEqual(unsettled.listDue(50, 10), [1, 3]);
    assert.deepEqual(unsettled.listDue(90, 2), [1, 2]);
    assert.equal(unsettled.nextDueMs(), 50);
    for (const sequence of [1, 2, 3]) unsettled.delete(sequence);
    assert.equal(unsettled.nextDueMs(), Number.POSITIVE_INFINITY);
  });

  it("lets only the latest delivery of a message move its time", () => {
    const unsettled = new Unsettled([], 0);
    unsettled.put(1, { attempt: 2, dueMs: 50, bytes: 0 });
    unsettled.postpone(1, 1, 0);
    assert.equal(unsettled.nextDueMs(), 50);
    unsettled.postpone(1, 2, 70);
    assert.equal(unsettled.nextDueMs(), 70);
    unsettled.postpone(9, 1, 0);
    assert.equal(unsettled.size, 1);
  });

  it("counts the bytes of what is held, each delivery once", () => {
    const unsettled = new Unsettled([], 0);
    unsettled.put(1, { attempt: 1, dueMs: 0, bytes: 100 });
    unsettled.put(1, { attempt: 2, dueMs: 0, bytes: 100 });
    unsettled.put(2, { attempt: 1, dueMs: 0, bytes: 5 });
    assert.equal(unsettled.bytes, 105);
    unsettled.delete(1);
    unsettled.delete(1);
    assert.equal(unsettled.bytes, 5);
  });
});
