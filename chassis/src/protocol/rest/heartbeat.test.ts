import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../../test/manual-clock.ts";
import { Heartbeat } from "./heartbeat.ts";

function start() {
  const clock = new ManualClock(1000);
  const beats: number[] = [];
  const heartbeat = new Heartbeat(clock, () => beats.push(clock.now() - 1000));
  return { clock, beats, heartbeat };
}

describe("a heartbeat", () => {
  it("beats after a quarter of a second of silence, then every fifteen seconds", () => {
    const { clock, beats } = start();
    clock.advance(249);
    assert.deepEqual(beats, []);
    clock.advance(40_000);
    assert.deepEqual(beats, [250, 15_250, 30_250]);
  });

  it("waits fifteen seconds from whatever was sent last", () => {
    const { clock, beats, heartbeat } = start();
    clock.advance(100);
    heartbeat.touch();
    clock.advance(10_000);
    heartbeat.touch();
    clock.advance(14_999);
    assert.deepEqual(beats, []);
    clock.advance(1);
    assert.deepEqual(beats, [25_100]);
  });

  it("leaves no timer behind when it is stopped, from within a beat too", () => {
    const { clock, beats, heartbeat } = start();
    heartbeat.stop();
    assert.equal(clock.waiting, 0);
    const own = new Heartbeat(clock, () => own.stop());
    clock.advance(100_000);
    assert.deepEqual([beats, clock.waiting], [[], 0]);
  });
});
