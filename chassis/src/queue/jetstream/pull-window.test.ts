import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PullWindow } from "./pull-window.ts";

describe("PullWindow", () => {
  it("asks for all of it at first, and for nothing while that is promised", () => {
    const window = new PullWindow(8, 1000);
    assert.deepEqual([window.take(), window.take()], [8, 0]);
  });

  it("asks for more once a quarter is free", () => {
    const window = new PullWindow(8, 1000);
    window.take();
    for (let sequence = 1; sequence <= 7; sequence++) window.deliver(sequence, 0);
    window.settle(3);
    assert.equal(window.take(), 0);
    window.settle(4);
    assert.equal(window.take(), 2);
  });

  it("asks for the last one that it has room for when nothing is promised", () => {
    const window = new PullWindow(8, 1000);
    window.take();
    for (let sequence = 1; sequence <= 8; sequence++) window.deliver(sequence, 0);
    assert.equal(window.take(), 0);
    window.settle(5);
    assert.equal(window.take(), 1);
  });

  it("asks again for what the broker takes back", () => {
    const window = new PullWindow(8, 1000);
    window.take();
    window.discard(5);
    assert.equal(window.take(), 5);
    window.discardAll();
    assert.equal(window.take(), 8);
  });

  it("does not count what is held past the acknowledgement wait, unless it is worked on", () => {
    const window = new PullWindow(2, 1000);
    window.take();
    window.deliver(1, 0);
    window.deliver(2, 0);
    window.extend(1, 900);
    window.expire(1500);
    assert.equal(window.take(), 1);
    window.expire(1900);
    assert.equal(window.take(), 1);
  });

  it("counts a message that comes again once", () => {
    const window = new PullWindow(4, 1000);
    window.take();
    window.deliver(1, 0);
    window.deliver(1, 500);
    window.discardAll();
    assert.equal(window.take(), 3);
  });

  it("forgets what it holds of a stream that is no more", () => {
    const window = new PullWindow(1, 1000);
    window.take();
    window.deliver(1, 0);
    window.forget();
    assert.equal(window.take(), 1);
  });
});
