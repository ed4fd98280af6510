import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Pacer } from "./pacer.ts";
import { Throughput } from "./throughput.ts";

/** Calls that cost a quarter of a millisecond, and take longer. */
function newPacer(callMs = 10): Pacer {
  const throughput = new Throughput(200);
  for (let turn = 0; turn < 200; turn++) {
    throughput.add({ busyMs: 5, idleMs: 0, arrived: 60, opened: 0, loops: 1, ended: 20, latencyMs: 20 * callMs });
  }
  const pacer = new Pacer(throughput);
  pacer.begin(40, 0.25);
  return pacer;
}

/** Lets so many turns pass; answers how many calls came in a millisecond. */
function run(pacer: Pacer, turns: number, busyMs: number, idleMs = 0): number {
  let taken = 0;
  for (let turn = 0; turn < turns; turn++) {
    pacer.add({ busyMs, idleMs, arrived: 100, opened: 0, loops: 1, ended: 0, latencyMs: 0 });
    while (pacer.take()) taken++;
  }
  return taken / (turns * (busyMs + idleMs));
}

describe("Pacer", () => {
  it("lets nothing in before the first turn", () => {
    assert.equal(newPacer().take(), false);
  });

  it("lets in what comes to an end while the queue is at its target", () => {
    const pacer = newPacer(2);
    run(pacer, 20, 1);
    const perMs = run(pacer, 200, 1);
    assert.ok(perMs > 3.9 && perMs < 4.1, `${perMs}`);
  });

  it("lets in less while the queue is longer, but never nothing", () => {
    const pacer = newPacer();
    run(pacer, 20, 3);
    const perMs = run(pacer, 100, 3);
    assert.ok(perMs > 1.5 && perMs < 3.9, `${perMs}`);
  });

  it("takes one heavy call for no queue", () => {
    const pacer = newPacer();
    run(pacer, 20, 1);
    let taken = 0;
    for (let round = 0; round < 20; round++) taken += run(pacer, 1, 6) * 6 + run(pacer, 9, 1) * 9;
    assert.ok(taken / (20 * 15) > 3.5, `${taken / 300}`);
  });

  it("lets in more and more while the loop rests", () => {
    const pacer = newPacer();
    const before = run(pacer, 20, 1, 0.5);
    const after = run(pacer, 200, 1, 0.5);
    assert.ok(after > 1.3 * before, `${before}, then ${after}`);
  });
});
