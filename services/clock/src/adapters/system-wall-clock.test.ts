import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemWallClock } from "./system-wall-clock.ts";

describe("systemWallClock", () => {
  it("tells what the machine's clock tells, but finer", () => {
    const beforeMs = Date.now();
    const instants = Array.from({ length: 50 }, () => systemWallClock.now());
    const afterMs = Date.now();
    for (const { epochMilliseconds } of instants) assert.ok(epochMilliseconds >= beforeMs - 1);
    for (const { epochMilliseconds } of instants) assert.ok(epochMilliseconds <= afterMs + 1);
    assert.ok(instants.some(({ epochNanoseconds }) => epochNanoseconds % 1_000_000n !== 0n));
  });
});
