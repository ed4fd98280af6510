import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRoundRobin } from "./round-robin.ts";

const named = (...names: string[]) => names.map((name) => ({ name, inFlight: 0 }));

describe("round robin", () => {
  it("takes each address in turn", () => {
    const choose = createRoundRobin(() => 0);
    const addresses = named("a", "b", "c");
    assert.deepEqual(
      Array.from({ length: 7 }, () => choose(addresses).name),
      ["a", "b", "c", "a", "b", "c", "a"],
    );
  });

  it("begins anywhere", () => {
    assert.equal(createRoundRobin(() => 0.99)(named("a", "b", "c")).name, "c");
  });

  it("goes on when addresses come and go", () => {
    const choose = createRoundRobin(() => 0.99);
    choose(named("a", "b", "c"));
    assert.equal(choose(named("a")).name, "a");
    const seen = new Set(Array.from({ length: 2 }, () => choose(named("a", "b")).name));
    assert.deepEqual(seen, new Set(["a", "b"]));
  });
});
