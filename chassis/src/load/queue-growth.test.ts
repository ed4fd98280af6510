import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { QueueGrowth } from "./queue-growth.ts";

const alarm = { ms: 40, calls: 20 };

const growing = [1, 10, 15, 22, 33];

/** Turns in which so many calls came, each a millisecond's work, that follow one another without a rest. */
function watch(arrived: readonly number[], idleMs = 0): QueueGrowth {
  const growth = new QueueGrowth();
  let last = 1;
  for (const count of arrived) {
    growth.add({ busyMs: last, idleMs, arrived: count, opened: 0, loops: 1, ended: last, latencyMs: 0 }, 1);
    last = count;
  }
  return growth;
}

describe("QueueGrowth", () => {
  it("is alarmed by a queue that grows with each turn", () => {
    assert.equal(watch(growing).alarmAt(alarm, 1, 22), 40);
  });

  it("bears any queue that stays as it is", () => {
    assert.equal(watch([100, 100, 100, 100]).alarmAt(alarm, 1, 100), Number.POSITIVE_INFINITY);
  });

  it("bears a queue while the loop finds time to rest", () => {
    assert.equal(watch(growing, 30).alarmAt(alarm, 1, 22), Number.POSITIVE_INFINITY);
  });

  it("bears what came while the loop stood still, as long as there was time enough for it", () => {
    assert.equal(watch(growing).alarmAt(alarm, 1, 200), 1.1 * 200);
  });

  it("compares with what was usual of late", () => {
    assert.ok(watch([60, ...growing]).alarmAt(alarm, 1, 22) > 2 * 60 * 0.85);
  });

  it("bears a long queue for a second and no longer, though it does not grow", () => {
    assert.equal(watch(new Array(5).fill(160)).alarmAt(alarm, 1, 160), Number.POSITIVE_INFINITY);
    assert.equal(watch(new Array(9).fill(160)).alarmAt(alarm, 1, 160), 0);
    assert.equal(watch([160, 2, 160, 2, 160, 2, 160, 160, 160, 160, 160]).alarmAt(alarm, 1, 160), 0);
    assert.equal(watch(new Array(50).fill(140)).alarmAt(alarm, 1, 140), Number.POSITIVE_INFINITY);
  });

  it("bears half as many where each turn brings another connection", () => {
    const crowd = { busyMs: 100, idleMs: 0, arrived: 100, opened: 1, loops: 1, ended: 100, latencyMs: 0 };
    const alarmAt = (turn: typeof crowd) => {
      const growth = new QueueGrowth();
      for (let count = 0; count < 11; count++) growth.add(turn, 1);
      return growth.alarmAt(alarm, 1, 100);
    };
    assert.equal(alarmAt(crowd), 0);
    assert.equal(alarmAt({ ...crowd, opened: 0 }), Number.POSITIVE_INFINITY);
    assert.equal(alarmAt({ ...crowd, busyMs: 70 }), Number.POSITIVE_INFINITY);
  });

  it("does not take a rest for the end of such a queue, but counts it against", () => {
    assert.equal(watch(new Array(9).fill(200), 10).alarmAt(alarm, 1, 200), 0);
    assert.equal(watch(new Array(50).fill(200), 250).alarmAt(alarm, 1, 200), Number.POSITIVE_INFINITY);
  });

  it("counts calls where they are dear", () => {
    assert.equal(watch([2, 4, 8, 12, 14]).alarmAt(alarm, 20, 160), 20);
  });

  it("takes no burst for growth", () => {
    assert.equal(watch([1, 3, 6, 12]).alarmAt(alarm, 1, 6), Number.POSITIVE_INFINITY);
  });
});
