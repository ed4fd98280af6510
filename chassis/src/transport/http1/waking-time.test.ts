import assert from "node:assert/strict";
import { it } from "node:test";
import { WakingTime } from "./waking-time.ts";

it("goes on with the clock, but for pauses that are longer than two steps", () => {
  const time = new WakingTime(1000, 5000);
  assert.equal(time.pass(6000), 1000);
  assert.equal(time.pass(7900), 2900);
  assert.equal(time.pass(200_000), 4900);
  assert.equal(time.pass(201_000), 5900);
});
