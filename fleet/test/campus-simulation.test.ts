import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { formatBroken } from "../exactly-once/proof/format-broken.ts";
import { promises } from "../exactly-once/proof/judge.ts";
import { runSeed, type SeedOutcome } from "../exactly-once/simulation/run-seed.ts";
import { type Spoil, spoils } from "../exactly-once/simulation/spoils.ts";

/** `npm run simulate:campus` plays a thousand. */
const seeds = 30;

describe("students and courses, with processes that die and a queue that is late, doubled, away and wiped", () => {
  const outcomes: SeedOutcome[] = [];

  before(async () => {
    for (let seed = 1; seed <= seeds; seed++) outcomes.push(await runSeed(seed));
  });

  for (const { name } of promises) {
    it(name, () => {
      for (const { seed, broken } of outcomes) {
        const by = broken.filter((one) => one.name === name);
        assert.deepEqual(by, [], `npm run simulate:campus -- --seed ${seed}\n${formatBroken(by)}`);
      }
    });
  }

  it("is the same bit for bit when a seed is played again", async () => {
    const { seed, digest } = outcomes[7]!;
    assert.equal((await runSeed(seed)).digest, digest);
    assert.notEqual(outcomes[6]!.digest, digest);
  });

  it("meets every trouble", () => {
    const sum = (read: (outcome: SeedOutcome) => number) => outcomes.reduce((total, one) => total + read(one), 0);
    assert.ok(sum(({ counts, troubles }) => counts.starts - 2 * troubles.replicas) > 100, "processes die");
    assert.ok(sum(({ history }) => history.replayed) > 100, "answers are given again");
    assert.ok(
      sum(({ troubles }) => troubles.outages.filter(({ isWiped }) => isWiped).length) > 5,
      "the queue is wiped",
    );
    assert.ok(
      sum(({ evidence }) => evidence.changes.filter(({ isRefusal }) => isRefusal).length) > 100,
      "links are sent back",
    );
    const full = sum(({ evidence: { changes, records } }) => {
      const living = new Set([...records.left, ...records.right].map(({ id }) => id));
      return changes.filter(({ isRefusal, origin }) => isRefusal && living.has(origin)).length;
    });
    assert.ok(full > 20, "records are full");
    const reasons = new Set(outcomes.flatMap(({ history }) => Object.keys(history.refused)));
    for (const reason of ["STUDENT_EXISTS", "STUDENT_CHANGED", "COURSE_CHANGED"])
      assert.ok(reasons.has(reason), reason);
  });
});

describe("a bug that was planted", () => {
  const bugs: readonly (readonly [string, Spoil, string])[] = [
    [
      "a version that is not looked at",
      spoils.takesAnyEvent,
      "both sides have the links that the latest version wants, and no others",
    ],
    [
      "an outbox that is not read",
      spoils.hasNoOutbox,
      "each difference is spread link by link, once, and nothing else is",
    ],
    ["a link that is not sent back", spoils.refusesNothing, "no link leads to what is not there"],
    ["an answer that is not kept with its effect", spoils.keepsNoAnswers, "nothing is told that was not acknowledged"],
  ];
  for (const [bug, spoil, promise] of bugs) {
    it(`is found: ${bug}`, async () => {
      const broken = new Set<string>();
      for (let seed = 1; seed <= 4; seed++) {
        for (const { name } of (await runSeed(seed, spoil)).broken) broken.add(name);
      }
      assert.ok(
        [...broken].some((name) => name.endsWith(promise)),
        [...broken].join("\n"),
      );
    });
  }
});
