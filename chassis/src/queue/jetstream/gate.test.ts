import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Gate } from "./gate.ts";

describe("Gate", () => {
  it("lets so many in at once, and the others as soon as somebody leaves, in their order", async () => {
    const gate = new Gate(2);
    const entered: string[] = [];
    assert.deepEqual([gate.enter(), gate.enter()], [undefined, undefined]);
    const third = gate.enter()!.then(() => entered.push("third"));
    const fourth = gate.enter()!.then(() => entered.push("fourth"));
    gate.leave();
    await third;
    assert.deepEqual(entered, ["third"]);
    gate.leave();
    await fourth;
    assert.deepEqual(entered, ["third", "fourth"]);
  });

  it("has room again once everybody has left", () => {
    const gate = new Gate(1);
    assert.equal(gate.enter(), undefined);
    gate.leave();
    assert.equal(gate.enter(), undefined);
    assert.ok(gate.enter() instanceof Promise);
  });
});
