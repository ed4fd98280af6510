import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualLoop } from "../../test/manual-loop.ts";
import type { Turn } from "./turn.ts";
import { TurnMeter } from "./turn-meter.ts";

describe("TurnMeter", () => {
  it("tells of a turn when the next one begins", () => {
    const loop = new ManualLoop();
    const turns: Turn[] = [];
    const meter = new TurnMeter(loop, (turn) => turns.push(turn));
    loop.turn(3, 4);
    assert.deepEqual([meter.arrive(true), meter.arrive()], [1, 2]);
    meter.end(10);
    loop.turn(5, 1);
    assert.equal(meter.arrive(), 1);
    assert.deepEqual(turns, [
      { busyMs: 3, idleMs: 4, arrived: 0, opened: 0, loops: 1, ended: 0, latencyMs: 0 },
      { busyMs: 5, idleMs: 1, arrived: 2, opened: 1, loops: 1, ended: 1, latencyMs: 10 },
    ]);
  });

  it("takes turns in which nobody called for a part of the one before", () => {
    const loop = new ManualLoop();
    const turns: Turn[] = [];
    const meter = new TurnMeter(loop, (turn) => turns.push(turn));
    meter.arrive();
    loop.turn(1);
    loop.turn(2, 7);
    meter.arrive();
    assert.deepEqual(turns[1], { busyMs: 3, idleMs: 7, arrived: 1, opened: 0, loops: 2, ended: 0, latencyMs: 0 });
  });
});
