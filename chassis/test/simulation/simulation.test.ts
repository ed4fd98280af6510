import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { invariants, runSeed, type SeedOutcome } from "./run-seeds.ts";

/** `npm run simulate` plays a thousand. */
const seeds = 30;

describe("retry, budget, breaker and limit, with a peer in trouble", () => {
  const outcomes: SeedOutcome[] = [];

  before(async () => {
    for (let seed = 1; seed <= seeds; seed++) outcomes.push(await runSeed(seed));
  });

  for (const { name } of invariants) {
    it(name, () => {
      for (const { seed, broken } of outcomes) {
        const by = broken.find((one) => one.name === name)?.by;
        assert.equal(by, undefined, `npm run simulate -- --seed ${seed}`);
      }
    });
  }

  it("is the same bit for bit when a seed is played again", async () => {
    const { seed, digest } = outcomes[7]!;
    assert.equal((await runSeed(seed)).digest, digest);
    assert.notEqual(outcomes[6]!.digest, digest);
  });

  it("meets every trouble and every policy", () => {
    const evidence = outcomes.map((outcome) => outcome.evidence);
    const modes = new Set(evidence.flatMap(({ phases }) => phases.map(({ mode }) => mode.kind)));
    assert.equal(modes.size, 8);
    const calls = evidence.flatMap((one) => one.calls);
    const refusals = new Set(calls.map(({ refusal }) => refusal?.policy));
    assert.deepEqual([...refusals].sort(), ["circuit_breaker", "concurrency_limit", undefined]);
    const retries = calls.flatMap((call) => call.retries);
    assert.ok(retries.some(({ isTransparent }) => isTransparent));
    assert.ok(retries.some(({ isTransparent, delayMs }) => !isTransparent && delayMs > 0));
    const states = new Set(evidence.flatMap(({ attempts }) => attempts.map(({ guards }) => guards.state)));
    assert.deepEqual([...states].sort(), ["closed", "half_open"]);
  });
});
