import assert from "node:assert/strict";
import { it } from "node:test";
import { RandomRetreat } from "./random-retreat.ts";

it("waits any part of a time that doubles, and never longer than its most", async () => {
  const waits: number[] = [];
  const after = (delayMs: number, listener: () => void) => {
    waits.push(delayMs);
    listener();
    return () => undefined;
  };
  let random = 0.5;
  const retreat = new RandomRetreat({ now: () => 0, after }, () => random);
  for (const attempt of [1, 2, 3, 10, 1000]) await retreat.pause(attempt);
  random = 0;
  await retreat.pause(5);
  assert.deepEqual(waits, [1, 2, 4, 50, 50, 0]);
});
