import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Throughput } from "./throughput.ts";
import { hasRested } from "./turn.ts";

describe("Throughput", () => {
  it("says what a call costs, how long it takes and how much of what could be done is asked for", () => {
    const throughput = new Throughput(200);
    for (let turn = 0; turn < 100; turn++) {
      throughput.add({ busyMs: 6, idleMs: 4, arrived: 30, opened: 0, loops: 1, ended: 20, latencyMs: 240 });
    }
    assert.ok(Math.abs(throughput.costMs - 0.3) < 1e-9);
    assert.ok(Math.abs(throughput.capacity - 1 / 0.3) < 1e-9);
    assert.ok(Math.abs(throughput.load - 0.9) < 1e-9);
    assert.ok(Math.abs(throughput.latencyMs - 12) < 1e-9);
  });

  it("forgets", () => {
    const throughput = new Throughput(200);
    throughput.add({ busyMs: 100, idleMs: 0, arrived: 1000, opened: 0, loops: 1, ended: 1000, latencyMs: 0 });
    throughput.add({ busyMs: 0, idleMs: 60_000, arrived: 0, opened: 0, loops: 1, ended: 0, latencyMs: 0 });
    throughput.add({ busyMs: 10, idleMs: 10, arrived: 10, opened: 0, loops: 1, ended: 10, latencyMs: 50 });
    assert.ok(Math.abs(throughput.costMs - 1) < 1e-9);
  });
});

describe("hasRested", () => {
  it("takes no moment for a rest", () => {
    assert.equal(hasRested({ busyMs: 10, idleMs: 0.2 }), false);
    assert.equal(hasRested({ busyMs: 10, idleMs: 0.5 }), true);
  });
});
