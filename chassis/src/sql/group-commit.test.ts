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

/** Time that passes when a test says so. */
let timers: (() => void)[] = [];
const clock = {
  now: () => 0,
  after: (_: number, listener: () => void) => {
    timers.push(listener);
    return () => {
      timers = timers.filter((other) => other !== listener);
    };
  },
};

const options = {
  clock,
  keyOf: (item: string) => item[0]!,
  isCommon: (thrown: unknown) => /away/.test(String(thrown)),
};

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
    const third = next();
    const later = group.add("d");
    for (const fire of timers) fire();
    await third;
    steps[2]!.go();
    assert.equal(await later, "D");
    assert.equal(steps.length, 3);
  });

  it("waits a moment for as many as there were the last time, and no longer", async () => {
    const { steps, commit, next } = createSteps();
    const group = new GroupCommit({ ...options, commit });
    const begin = [group.add("x"), group.add("a"), group.add("b")];
    const second = next();
    steps[0]!.go();
    await second;
    steps[1]!.go();
    await Promise.all(begin);

    const third = next();
    const returned = [group.add("c"), group.add("d")];
    await third;
    assert.deepEqual([steps[2]!.items, timers.length], [["c", "d"], 0]);
    steps[2]!.go();
    await Promise.all(returned);

    const fourth = next();
    const alone = group.add("e");
    assert.deepEqual([steps.length, timers.length], [3, 1]);
    for (const fire of timers) fire();
    await fourth;
    steps[3]!.go();
    await alone;

    const fifth = next();
    const last = group.add("f");
    await fifth;
    assert.deepEqual([steps[4]!.items, timers.length], [["f"], 0]);
    steps[4]!.go();
    await last;
  });
});
