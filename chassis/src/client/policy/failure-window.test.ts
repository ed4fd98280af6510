import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../../test/manual-clock.ts";
import { FailureWindow } from "./failure-window.ts";

describe("FailureWindow", () => {
  function create(leastCalls = 4) {
    const clock = new ManualClock(0);
    const window = new FailureWindow(clock, leastCalls);
    const add = (...failures: boolean[]) => {
      for (const isFailure of failures) window.add(isFailure);
    };
    return { clock, window, add };
  }

  it("says nothing about too few calls", () => {
    const { window, add } = create();
    add(true, true, true);
    assert.equal(window.failureShare, undefined);
    add(false);
    assert.equal(window.failureShare, 0.75);
  });

  it("looks back as far as it must to see enough calls", () => {
    const { clock, window, add } = create();
    for (const isFailure of [false, true, true, true]) {
      add(isFailure);
      clock.advance(2000);
    }
    assert.equal(window.failureShare, 0.75);
  });

  it("looks at the last second at least, however many calls the newest moments have", () => {
    const { clock, window, add } = create();
    add(false, false, false, false);
    clock.advance(1000);
    add(true, true, true, true);
    assert.equal(window.failureShare, 0.5);
    clock.advance(1000);
    add(true);
    assert.equal(window.failureShare, 1, "older calls do not count when newer ones are enough");
  });

  it("forgets what is ten seconds old", () => {
    const { clock, window, add } = create();
    add(true, true);
    clock.advance(9000);
    add(false, false);
    assert.equal(window.failureShare, 0.5);
    clock.advance(1000);
    add(false);
    assert.equal(window.failureShare, undefined);
    add(false);
    assert.equal(window.failureShare, 0);
  });

  it("begins anew when it is cleared", () => {
    const { window, add } = create();
    add(true, true, true, true);
    window.clear();
    assert.equal(window.failureShare, undefined);
    add(false, false, false, false);
    assert.equal(window.failureShare, 0);
  });
});
