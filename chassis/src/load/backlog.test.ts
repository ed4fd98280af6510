import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Backlog } from "./backlog.ts";
import type { Turn } from "./turn.ts";

const opening: Turn = { busyMs: 10, idleMs: 0, arrived: 1, opened: 1, loops: 1, ended: 1, latencyMs: 10 };

/** Turns like this, for 200 ms, watched in windows of 100. */
function watch(over: Partial<Turn>): Backlog {
  const backlog = new Backlog(100);
  for (let turn = 0; turn < 20; turn++) backlog.add({ ...opening, ...over });
  return backlog;
}

describe("Backlog", () => {
  it("finds one where the loop never rests and each turn serves a connection of its own", () => {
    assert.equal(watch({}).stoodMs, 200);
  });

  it("knows that a loop that rests has accepted all", () => {
    assert.equal(watch({ busyMs: 9, idleMs: 1 }).stoodMs, 0);
  });

  it("takes no old connections for new ones, though the loop never rests", () => {
    assert.equal(watch({ opened: 0 }).stoodMs, 0);
    assert.equal(watch({ arrived: 64 }).stoodMs, 0);
  });

  it("takes neither handshakes nor connections that say nothing for calls", () => {
    assert.equal(watch({ loops: 3 }).stoodMs, 0);
  });

  it("begins anew after a rest", () => {
    const backlog = watch({});
    backlog.add({ ...opening, idleMs: 90 });
    assert.equal(backlog.stoodMs, 0);
    for (let turn = 0; turn < 10; turn++) backlog.add(opening);
    assert.equal(backlog.stoodMs, 100);
  });
});
