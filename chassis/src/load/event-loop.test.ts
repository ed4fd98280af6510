import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { systemLoop } from "./event-loop.ts";

describe("systemLoop", () => {
  it("tells work from waiting", async () => {
    const [idleMs, nowMs] = [systemLoop.idleMs(), systemLoop.now()];
    while (systemLoop.now() < nowMs + 5);
    assert.equal(systemLoop.idleMs(), idleMs);
    while (systemLoop.idleMs() === idleMs) await delay(5);
    assert.ok(systemLoop.idleMs() - idleMs < systemLoop.now() - nowMs);
  });

  it("counts its turns", async () => {
    const before = systemLoop.loops();
    for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => systemLoop.afterTurn(resolve));
    assert.ok(systemLoop.loops() > before);
  });

  it("calls back when the turn is over, before it waits", async () => {
    let isOver = false;
    const over = new Promise<void>((resolve) => systemLoop.afterTurn(resolve)).then(() => {
      isOver = true;
    });
    await Promise.resolve();
    assert.equal(isOver, false);
    await over;
  });
});
