import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../../test/manual-clock.ts";
import { Breaker, type BreakerChange, type Pass } from "./breaker.ts";

describe("Breaker", () => {
  function create(random = () => 0) {
    const clock = new ManualClock(0);
    const changes: string[] = [];
    const pauses: number[] = [];
    const onChange = ({ from, to, pauseMs }: BreakerChange) => {
      changes.push(`${from} → ${to}`);
      if (pauseMs !== undefined) pauses.push(pauseMs);
    };
    const breaker = new Breaker({ clock, random, onChange });
    const enter = () => breaker.enter() ?? assert.fail("it lets the call through");
    const play = (count: number, isFailure: boolean) => {
      for (let index = 0; index < count; index++) breaker.leave(enter(), isFailure);
    };
    /** Passes of calls that entered while it was half-open. */
    const enterProbes = (count: number): Pass[] => Array.from({ length: count }, enter);
    return { clock, breaker, changes, pauses, play, enter, enterProbes };
  }

  it("opens at half of twenty calls", () => {
    const { breaker, play } = create();
    play(10, false);
    play(9, true);
    assert.equal(breaker.state, "closed");
    play(1, true);
    assert.equal(breaker.state, "open");
    assert.equal(breaker.enter(), undefined);
  });

  it("stays closed while less than half fails, and over any number of calls that tell nothing", () => {
    const { breaker, play, enter } = create();
    play(51, false);
    play(50, true);
    for (let index = 0; index < 100; index++) breaker.leave(enter(), undefined);
    assert.equal(breaker.state, "closed");
  });

  it("says how long until it lets a call through", () => {
    const { clock, breaker, play, enterProbes } = create();
    assert.equal(breaker.waitMs, 0);
    play(20, true);
    assert.equal(breaker.waitMs, 1000);
    clock.advance(400);
    assert.equal(breaker.waitMs, 600);
    clock.advance(600);
    assert.equal(breaker.waitMs, 0);
    enterProbes(2);
    assert.equal(breaker.waitMs, 0);
    clock.advance(100);
    enterProbes(1);
    assert.equal(breaker.waitMs, 900, "then the first probe makes room");
  });

  it("lets three probes through after its pause, and closes when they succeed", () => {
    const { clock, breaker, changes, play, enterProbes } = create();
    play(20, true);
    clock.advance(999);
    assert.equal(breaker.enter(), undefined);
    clock.advance(1);
    const probes = enterProbes(3);
    assert.equal(breaker.enter(), undefined);
    for (const probe of probes) {
      assert.equal(breaker.state, "half_open");
      breaker.leave(probe, false);
    }
    assert.deepEqual(changes, ["closed → open", "open → half_open", "half_open → closed"]);
    play(19, true);
    assert.equal(breaker.state, "closed", "what was before is forgotten");
  });

  it("opens again for a failed probe, for twice as long each time, and no longer than 2.5 s", () => {
    const { clock, breaker, pauses, play, enter } = create();
    play(20, true);
    for (let round = 0; round < 4; round++) {
      clock.advance(pauses.at(-1)!);
      breaker.leave(enter(), true);
    }
    assert.deepEqual(pauses, [1000, 2000, 2500, 2500, 2500]);
  });

  it("begins with the short pause again once it was closed", () => {
    const { clock, breaker, pauses, play, enter } = create();
    play(20, true);
    clock.advance(1000);
    breaker.leave(enter(), true);
    clock.advance(2000);
    play(3, false);
    assert.equal(breaker.state, "closed");
    play(20, true);
    assert.deepEqual(pauses, [1000, 2000, 1000]);
  });

  it("shortens its pauses by up to a quarter, by chance", () => {
    const { pauses, play } = create(() => 1);
    play(20, true);
    assert.deepEqual(pauses, [750]);
  });

  it("does not count what comes back from before it changed", () => {
    const { clock, breaker, play, enterProbes } = create();
    const early = enterProbes(30);
    play(20, true);
    clock.advance(1000);
    const [probe] = enterProbes(1);
    for (const pass of early.slice(0, 10)) breaker.leave(pass, true);
    assert.equal(breaker.state, "half_open", "late failures do not open it");
    for (const pass of early.slice(10, 20)) breaker.leave(pass, false);
    assert.equal(breaker.state, "half_open", "late successes do not close it");
    breaker.leave(probe!, true);
    assert.equal(breaker.state, "open");
    for (const pass of early.slice(20)) breaker.leave(pass, false);
    assert.equal(breaker.state, "open");
  });

  it("gives the place of a probe to another when it tells nothing", () => {
    const { clock, breaker, play, enterProbes } = create();
    play(20, true);
    clock.advance(1000);
    const [gone] = enterProbes(3);
    breaker.leave(gone!, undefined);
    enterProbes(1);
    assert.equal(breaker.enter(), undefined);
  });

  it("lets another through for a probe without an answer after a second, and still listens to it", () => {
    const { clock, breaker, play, enterProbes } = create();
    play(20, true);
    clock.advance(1000);
    const slow = enterProbes(3);
    clock.advance(999);
    assert.equal(breaker.enter(), undefined);
    clock.advance(1);
    const more = enterProbes(3);
    assert.equal(breaker.enter(), undefined);
    breaker.leave(slow[0]!, false);
    breaker.leave(slow[1]!, false);
    assert.equal(breaker.state, "half_open");
    breaker.leave(more[0]!, false);
    assert.equal(breaker.state, "closed");
  });
});
