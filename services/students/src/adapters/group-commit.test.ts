import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GroupCommit } from "./group-commit.ts";

/** Steps that a test lets go one by one. */
function createSteps(fail: (items: readonly string[]) => string | undefined = () => undefined) {
  const steps: { readonly items: readonly string[]; readonly go: () => void }[] = [];
  let begun = Promise.withResolvers<void>();
  const commit = async (items: readonly string[]) => {
    const gate = Promise.withResolvers<void>();
    steps.push({ items, go: gate.resolve });
    begun.resolve();
    begun = Promise.withResolvers();
    await gate.promise;
    const failure = fail(items);
    if (failure) throw new Error(failure);
    return items.map((item) => item.toUpperCase());
  };
  return { steps, commit, next: () => begun.promise };
}

const options = { keyOf: (item: string) => item[0]!, isCommon: (thrown: unknown) => /away/.test(String(thrown)) };

describe("GroupCommit", () => {
  it("commits the first at once, and together what came meanwhile", async () => {
    const { steps, commit, next } = createSteps();
    const group = new GroupCommit({ ...options, commit });
    const all = ["a", "b", "c"].map((item) => group.add(item));
    assert.deepEqual(steps[0]!.items, ["a"]);
    const second = next();
    steps[0]!.go();
    await second;
    assert.deepEqual(steps[1]!.items, ["b", "c"]);
    steps[1]!.go();
    assert.deepEqual(await Promise.all(all), ["A", "B", "C"]);
    assert.equal(steps.length, 2);
  });

  it("keeps items with the same key apart, and to its most", async () => {
    const { steps, commit, next } = createSteps();
    const group = new GroupCommit({ ...options, commit, maxItems: 2 });
    const all = ["x", "a1", "a2", "b", "c"].map((item) => group.add(item));
    for (let step = 0; step < 3; step++) {
      const following = next();
      steps[step]!.go();
      if (step < 2) await following;
    }
    assert.deepEqual(
      steps.map(({ items }) => items),
      [["x"], ["a1", "b"], ["a2", "c"]],
    );
    assert.deepEqual(await Promise.all(all), ["X", "A1", "A2", "B", "C"]);
  });

  it("lets only the one fail for whose sake the step failed", async () => {
    const { steps, commit, next } = createSteps((items) => (items.includes("b") ? "b is bad" : undefined));
    const group = new GroupCommit({ ...options, commit });
    const all = Promise.allSettled(["x", "a", "b", "c"].map((item) => group.add(item)));
    for (let step = 0; step < 5; step++) {
      const following = next();
      steps[step]!.go();
      if (step < 4) await following;
    }
    assert.deepEqual(
      (await all).map(({ status }) => status),
      ["fulfilled", "fulfilled", "rejected", "fulfilled"],
    );
    assert.deepEqual(
      steps.map(({ items }) => items),
      [["x"], ["a", "b", "c"], ["a"], ["b"], ["c"]],
    );
  });

  it("fails all at once when the store is away, and goes on afterwards", async () => {
    const { steps, commit, next } = createSteps((items) => (items.includes("b") ? "away" : undefined));
    const group = new GroupCommit({ ...options, commit });
    const all = Promise.allSettled(["x", "a", "b"].map((item) => group.add(item)));
    const second = next();
    steps[0]!.go();
    await second;
    steps[1]!.go();
    assert.deepEqual(
      (await all).map(({ status }) => status),
      ["fulfilled", "rejected", "rejected"],
    );
    const later = group.add("d");
    steps[2]!.go();
    assert.equal(await later, "D");
    assert.equal(steps.length, 3);
  });
});
