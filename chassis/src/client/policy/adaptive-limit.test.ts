import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../../test/manual-clock.ts";
import { AdaptiveLimit } from "./adaptive-limit.ts";
import type { LimitOutcome } from "./limit-window.ts";

describe("AdaptiveLimit", () => {
  const clock = new ManualClock(0);

  /** Fills `count` places, or as many as there are, and gives them back: a window, when they are ten or more. */
  function play(limit: AdaptiveLimit, count: number, toOutcome: (index: number) => LimitOutcome, slowdown?: number) {
    const entered = Array.from({ length: count }, () => limit.tryEnter()).filter(Boolean).length;
    for (let index = 0; index < entered; index++) {
      if (index === entered - 1) clock.advance(100);
      limit.leave(toOutcome(index), slowdown === undefined ? undefined : { waitedMs: 20, slowdown });
    }
  }

  const all = (outcome: LimitOutcome) => () => outcome;

  it("begins at its most, and lets no more in than that", () => {
    const limit = new AdaptiveLimit({ clock, max: 3 });
    const entered = Array.from({ length: 5 }, () => limit.tryEnter());
    assert.deepEqual(entered, [true, true, true, false, false]);
    assert.equal(limit.inFlight, 3);
    limit.leave("answered");
    assert.equal(limit.tryEnter(), true);
    assert.equal(limit.tryEnter(), false);
  });

  it("stays where it is while all is well, used or not", () => {
    const limit = new AdaptiveLimit({ clock });
    for (let round = 0; round < 20; round++) play(limit, round % 2 ? 20 : 1000, all("answered"), 1);
    assert.equal(limit.limit, 1000);
  });

  it("sinks to half of what is in flight when all is dropped, and to its least in the end", () => {
    const limit = new AdaptiveLimit({ clock });
    play(limit, 200, all("dropped"));
    assert.equal(limit.limit, 100);
    play(limit, 100, all("dropped"));
    assert.equal(limit.limit, 60, "half, and the headroom");
    for (let round = 0; round < 20; round++) play(limit, 1000, all("dropped"));
    assert.equal(limit.limit, 10);
  });

  it("gives way to a few dropped calls by their share only", () => {
    const limit = new AdaptiveLimit({ clock });
    play(limit, 20, (index) => (index === 0 ? "dropped" : "answered"));
    assert.equal(limit.limit, 950, "a twentieth of what was not needed");
    for (let round = 0; round < 500; round++) play(limit, 100, (index) => (index < 5 ? "dropped" : "answered"));
    assert.ok(limit.limit >= 100, `a peer that drops five of a hundred calls gets its hundred, not ${limit.limit}`);
  });

  it("gives way to latency of more than twice the usual, a tenth at most", () => {
    const limit = new AdaptiveLimit({ clock });
    play(limit, 1000, all("answered"), 2);
    assert.equal(limit.limit, 1000);
    play(limit, 1000, all("answered"), 10);
    assert.equal(limit.limit, Math.floor(900 + Math.sqrt(1000)));
    for (let round = 0; round < 200; round++) play(limit, 1000, all("answered"), 10);
    assert.equal(limit.limit, 100, "not below a hundred for latency alone");
  });

  it("takes no latency amiss that it cannot be to blame for", () => {
    const limit = new AdaptiveLimit({ clock });
    play(limit, 499, all("answered"), 10);
    assert.equal(limit.limit, 1000);
  });

  it("trusts a peer again that is well for a while, though little is asked of it", () => {
    const limit = new AdaptiveLimit({ clock });
    for (let round = 0; round < 20; round++) play(limit, 1000, all("dropped"));
    let rounds = 0;
    for (; limit.limit < 1000; rounds++) play(limit, 4, all("answered"), 1);
    assert.ok(rounds > 30 && rounds < 200, `${rounds} windows`);
  });

  it("grows again when it is used", () => {
    const limit = new AdaptiveLimit({ clock });
    for (let round = 0; round < 20; round++) play(limit, 1000, all("dropped"));
    let rounds = 0;
    for (; limit.limit < 200; rounds++) play(limit, 1000, all("answered"), 1);
    assert.ok(rounds <= 25, `200 calls at once 2.5 s after the peer is back, not after ${rounds / 10} s`);
  });

  it("doubles on its way back to what the peer bore before its trouble", () => {
    const limit = new AdaptiveLimit({ clock });
    play(limit, 400, all("answered"), 1);
    for (let round = 0; round < 20; round++) play(limit, 1000, all("dropped"));
    const limits = Array.from({ length: 7 }, () => {
      play(limit, 1000, all("answered"), 1);
      return limit.limit;
    });
    assert.deepEqual(limits, [20, 40, 80, 160, 320, 400, 420]);
  });

  it("does not double towards what the peer does not bear any more", () => {
    const limit = new AdaptiveLimit({ clock });
    play(limit, 400, all("answered"), 1);
    for (let round = 0; round < 20; round++) play(limit, 1000, all("dropped"));
    play(limit, 1000, all("answered"), 1);
    play(limit, 1000, all("answered"), 1);
    for (let round = 0; round < 20; round++) play(limit, 1000, all("dropped"));
    play(limit, 1000, all("answered"), 1);
    assert.equal(limit.limit, 20, "it bore twenty between its troubles");
    play(limit, 1000, all("answered"), 1);
    assert.equal(limit.limit, 24, "and beyond it goes on with care");
  });

  it("judges no fewer than ten calls, and no less than 100 ms", () => {
    const limit = new AdaptiveLimit({ clock });
    play(limit, 9, all("dropped"));
    assert.equal(limit.limit, 1000);
    limit.tryEnter();
    limit.leave("dropped");
    assert.ok(limit.limit < 1000);
    const before = limit.limit;
    for (let index = 0; index < 100; index++) {
      limit.tryEnter();
      limit.leave("dropped");
    }
    assert.equal(limit.limit, before);
  });

  it("lets a call's time pass before it judges again, a second at most", () => {
    const limit = new AdaptiveLimit({ clock });
    const drop = (count: number, waitedMs: number) => {
      for (let index = 0; index < count; index++) limit.leave("dropped", { waitedMs });
    };
    for (let index = 0; index < 600; index++) limit.tryEnter();
    clock.advance(100);
    drop(10, 400);
    const first = limit.limit;
    clock.advance(399);
    drop(10, 5000);
    assert.equal(limit.limit, first);
    clock.advance(1);
    drop(1, 5000);
    const second = limit.limit;
    assert.ok(second < first);
    clock.advance(999);
    drop(10, 5000);
    assert.equal(limit.limit, second);
    clock.advance(1);
    drop(1, 5000);
    assert.ok(limit.limit < second);
  });

  it("learns nothing from calls that nobody answered for", () => {
    const limit = new AdaptiveLimit({ clock });
    for (let round = 0; round < 20; round++) play(limit, 1000, all("silent"));
    assert.equal(limit.limit, 1000);
    assert.equal(limit.inFlight, 0);
  });
});
