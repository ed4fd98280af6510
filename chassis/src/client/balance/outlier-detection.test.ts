import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../../test/manual-clock.ts";
import type { Verdict } from "../policy/verdict.ts";
import { OutlierDetection } from "./outlier-detection.ts";

function setUp(count: number) {
  const clock = new ManualClock(0);
  const addresses = Array.from({ length: count }, (_, index) => ({ name: index, isEjected: false, isCallable: true }));
  const changes: string[] = [];
  const outliers = new OutlierDetection<(typeof addresses)[number]>({
    clock,
    addresses: () => addresses,
    onChange: ({ name, isEjected }) => changes.push(`${name} ${isEjected ? "out" : "in"}`),
  });
  const record = (index: number, verdict: Verdict, times = 1) => {
    for (let call = 0; call < times; call++) outliers.record(addresses[index]!, verdict);
  };
  const pass = (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1000);
      outliers.sweep();
    }
  };
  const ejected = () => addresses.filter(({ isEjected }) => isEjected).map(({ name }) => name);
  return { addresses, changes, record, pass, ejected };
}

describe("outlier detection", () => {
  it("ejects an address after five failures in a row, of whatever kind", () => {
    for (const verdict of ["failed", "unavailable", "timed_out", "overloaded"] as const) {
      const { record, ejected } = setUp(2);
      record(1, "answered");
      record(0, verdict, 4);
      assert.deepEqual(ejected(), []);
      record(0, verdict);
      assert.deepEqual(ejected(), [0]);
    }
  });

  it("counts neither what never reached the address nor what is our own doing", () => {
    const { record, ejected } = setUp(2);
    record(0, "unreached", 50);
    record(0, "silent", 50);
    assert.deepEqual(ejected(), []);
  });

  it("begins anew with an answer", () => {
    const { record, ejected } = setUp(2);
    for (let turn = 0; turn < 3; turn++) {
      record(0, "failed", 4);
      record(0, "answered");
    }
    assert.deepEqual(ejected(), []);
  });

  it("ejects nobody for what befalls all", () => {
    const { record, pass, changes } = setUp(4);
    for (let turn = 0; turn < 200; turn++) record(turn % 4, "failed");
    pass(10);
    assert.deepEqual(changes, []);
  });

  it("ejects after ten seconds who failed half of its calls while the others did better", () => {
    const { record, pass, ejected } = setUp(3);
    for (let call = 0; call < 20; call++) {
      record(0, call % 2 === 0 ? "failed" : "answered");
      record(1, call % 4 === 0 ? "failed" : "answered");
      record(2, "answered");
    }
    pass(9);
    assert.deepEqual(ejected(), []);
    pass(1);
    assert.deepEqual(ejected(), [0]);
  });

  it("makes nothing of the share of a few calls", () => {
    const { record, pass, ejected } = setUp(2);
    for (let call = 0; call < 19; call++) record(0, call % 2 === 0 ? "failed" : "answered");
    pass(10);
    assert.deepEqual(ejected(), []);
  });

  it("never ejects more than half, rounded down", () => {
    for (const [count, most] of [
      [1, 0],
      [2, 1],
      [3, 1],
      [4, 2],
      [5, 2],
    ] as const) {
      const { record, ejected } = setUp(count);
      record(count - 1, "answered");
      for (let index = 0; index < count - 1; index++) record(index, "failed", 5);
      assert.equal(ejected().length, Math.min(most, count - 1), `of ${count}`);
    }
  });

  it("leaves half of all callable, those that are away for other reasons counted in", () => {
    const { addresses, record, ejected } = setUp(4);
    addresses[2]!.isCallable = false;
    addresses[3]!.isCallable = false;
    record(1, "answered");
    record(0, "failed", 5);
    assert.deepEqual(ejected(), []);
    addresses[3]!.isCallable = true;
    record(0, "failed");
    assert.deepEqual(ejected(), [0]);
  });

  it("lets an address back in after 5 s, and keeps it out longer each time, up to a minute", () => {
    const { record, pass, ejected, changes } = setUp(2);
    const outs: number[] = [];
    for (let turn = 0; turn < 14; turn++) {
      record(0, "failed", 5);
      let seconds = 0;
      for (; ejected().length > 0; seconds++) pass(1);
      outs.push(seconds);
    }
    assert.deepEqual(outs.slice(0, 4), [5, 10, 15, 20]);
    assert.equal(Math.max(...outs), 60);
    assert.deepEqual(changes.slice(0, 2), ["0 out", "0 in"]);
  });

  it("forgets an ejection for each interval without", () => {
    const { record, pass, ejected } = setUp(2);
    record(0, "failed", 5);
    pass(5 + 20);
    record(0, "failed", 5);
    pass(5);
    assert.deepEqual(ejected(), []);
  });

  it("lets those back in that are too many once others have vanished", () => {
    const { addresses, record, pass, ejected } = setUp(4);
    record(2, "answered");
    record(0, "failed", 5);
    record(1, "failed", 5);
    assert.deepEqual(ejected(), [0, 1]);
    addresses.splice(3, 1);
    pass(1);
    assert.deepEqual(ejected(), [1]);
    addresses.splice(1, 1);
    addresses.splice(0, 1);
    pass(1);
    assert.deepEqual(ejected(), []);
  });
});
