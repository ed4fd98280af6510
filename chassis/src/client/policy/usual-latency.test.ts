import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UsualLatency } from "./usual-latency.ts";

describe("UsualLatency", () => {
  it("takes the first call for usual, and others in multiples of it", () => {
    const usual = new UsualLatency();
    assert.equal(usual.measure(20, 0), 1);
    assert.equal(usual.measure(60, 10), 3);
    assert.equal(usual.measure(20, 20), 0.5, "the mean of 20 and 60 is usual by now");
  });

  it("calls slow calls among fast ones usual, on the whole", () => {
    const usual = new UsualLatency();
    let sum = 0;
    for (let index = 0; index < 10_000; index++) {
      const slowdown = usual.measure(index % 4 === 0 ? 100 : 2, index * 10);
      if (index >= 9000) sum += slowdown;
    }
    assert.ok(Math.abs(sum / 1000 - 1) < 0.05, `mean slowdown ${sum / 1000}`);
  });

  it("takes a lasting change for usual after some minutes, not at once", () => {
    const usual = new UsualLatency();
    let now = 0;
    const play = (latencyMs: number, seconds: number) => {
      let slowdown = 0;
      for (const end = now + seconds * 1000; now < end; now += 10) slowdown = usual.measure(latencyMs, now);
      return slowdown;
    };
    play(10, 300);
    assert.ok(play(100, 30) > 5);
    assert.ok(play(100, 1200) < 1.2);
  });

  it("sees no slowdown in fractions of a millisecond, and no more than tenfold ones", () => {
    const usual = new UsualLatency();
    usual.measure(0.01, 0);
    assert.equal(usual.measure(0.9, 1), 1);
    assert.equal(usual.measure(60_000, 2), 10);
  });
});
