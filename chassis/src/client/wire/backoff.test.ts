import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../../test/manual-clock.ts";
import { Backoff } from "./backoff.ts";

describe("Backoff", () => {
  /** How long each of `count` failing attempts in a row makes us wait. */
  function failTimes(count: number, random: () => number): number[] {
    const backoff = new Backoff(new ManualClock(0), random);
    return Array.from({ length: count }, () => {
      backoff.start();
      backoff.fail();
      return Math.round(backoff.waitMs);
    });
  }

  it("waits 1 s, then 1.6 times as long each time, up to 120 s", () => {
    const waits = failTimes(13, () => 0.5);
    assert.deepEqual(waits.slice(0, 4), [1000, 1600, 2560, 4096]);
    assert.deepEqual(waits.slice(10), [109_951, 120_000, 120_000]);
  });

  it("waits no longer than it is told", () => {
    const backoff = new Backoff(new ManualClock(0), () => 0.5, 2000);
    for (let failed = 0; failed < 9; failed++) {
      backoff.start();
      backoff.fail();
    }
    assert.equal(backoff.waitMs, 2000);
  });

  it("strays by 20 % either way", () => {
    assert.deepEqual([...failTimes(2, () => 0), ...failTimes(2, () => 1)], [800, 1280, 1200, 1920]);
  });

  it("counts from the start of the attempt, and from the beginning after a success", () => {
    const clock = new ManualClock(0);
    const backoff = new Backoff(clock, () => 0.5);
    backoff.start();
    clock.advance(600);
    backoff.fail();
    assert.equal(backoff.waitMs, 400);
    clock.advance(400);
    assert.equal(backoff.waitMs, 0);
    backoff.start();
    backoff.reset();
    backoff.start();
    backoff.fail();
    assert.equal(backoff.waitMs, 1000);
  });
});
