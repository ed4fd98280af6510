import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Condition, findBest, toStanding } from "./standing.ts";

const good: Condition = { state: "ready", isServing: true, isEjected: false };

describe("where an address stands", () => {
  it("goes by its connection, then its own word, then its record", () => {
    const cases: readonly [Partial<Condition>, string][] = [
      [{}, "ready"],
      [{ isServing: undefined }, "unknown"],
      [{ isEjected: true }, "ejected"],
      [{ isServing: false, isEjected: true }, "not_serving"],
      [{ state: "idle" }, "connecting"],
      [{ state: "connecting", isServing: false }, "connecting"],
      [{ state: "failed", isEjected: true }, "unreachable"],
    ];
    for (const [over, standing] of cases) assert.equal(toStanding({ ...good, ...over }), standing);
  });

  it("finds all that stand best", () => {
    const [one, other] = [{ ...good }, { ...good }];
    const ejected = { ...good, isEjected: true };
    const away: Condition = { ...good, state: "failed" };
    assert.deepEqual(findBest([away, ejected, one, other]), { standing: "ready", addresses: [one, other] });
    assert.deepEqual(findBest([away, ejected]), { standing: "ejected", addresses: [ejected] });
    assert.deepEqual(findBest([away]), { standing: "unreachable", addresses: [away] });
    assert.equal(findBest([]), undefined);
  });
});
