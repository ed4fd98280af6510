import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { planWrites } from "./plan.ts";

const size = { writes: 2000, students: 30, courses: 12 };

describe("planWrites", () => {
  const plan = planWrites(1, size);

  it("gives the same writes for the same seed", () => {
    assert.deepEqual(planWrites(1, size), plan);
    assert.notDeepEqual(planWrites(2, size), plan);
  });

  it("speaks only of records that writes before create, on the right side", () => {
    for (const { number, side, kind, record, links } of plan) {
      assert.ok(kind === "create" ? record === number : record < number);
      assert.deepEqual([plan[record]!.side, plan[record]!.kind], [side, "create"]);
      const linked = links ? ("list" in links ? links.list : [...links.add, ...links.remove]) : [];
      for (const link of linked) {
        if (typeof link === "number") assert.ok(link < number && plan[link]!.side !== side);
      }
    }
  });

  it("has every kind of write on both sides, guarded or not, over both doors, and some twice at once", () => {
    const count = (select: (write: (typeof plan)[number]) => unknown) => new Set(plan.map(select)).size;
    assert.equal(
      count(({ side, kind }) => `${side} ${kind}`),
      8,
    );
    assert.equal(
      count(({ isGuarded, door, copies }) => `${isGuarded} ${door} ${copies}`),
      8,
    );
    assert.ok(plan.some(({ twinOf }) => twinOf !== undefined));
  });
});
