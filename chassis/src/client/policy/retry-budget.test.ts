import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRandom } from "../../../test/random.ts";
import { RetryBudget } from "./retry-budget.ts";

function spend(budget: RetryBudget, failures: number): RetryBudget {
  for (let index = 0; index < failures; index++) budget.fail();
  return budget;
}

describe("RetryBudget", () => {
  it("begins full, and is spent at half of its tokens", () => {
    const budget = new RetryBudget();
    assert.deepEqual([budget.tokens, budget.isSpent], [10, false]);
    assert.equal(spend(budget, 4).isSpent, false);
    assert.deepEqual([spend(budget, 1).tokens, budget.isSpent], [5, true]);
  });

  it("gains a tenth by each success, exactly", () => {
    const budget = spend(new RetryBudget(), 6);
    for (let index = 0; index < 10; index++) budget.succeed();
    assert.deepEqual([budget.tokens, budget.isSpent], [5, true]);
    budget.succeed();
    assert.deepEqual([budget.tokens, budget.isSpent], [5.1, false]);
  });

  it("stays between none and ten", () => {
    const budget = new RetryBudget();
    budget.succeed();
    assert.equal(budget.tokens, 10);
    assert.equal(spend(budget, 12).tokens, 0);
    budget.succeed();
    assert.equal(budget.tokens, 0.1);
  });

  it("adds a tenth of the calls at most, whatever share of them fails", () => {
    const random = createRandom(7);
    for (let percent = 0; percent <= 100; percent += 10) {
      const budget = new RetryBudget();
      let retries = 0;
      for (let call = 0; call < 2000; call++) {
        if (random.below(100) >= percent) budget.succeed();
        else {
          budget.fail();
          if (!budget.isSpent) retries++;
        }
      }
      assert.ok(retries <= 2000 * 0.1 + 5, `${retries} retries of 2000 calls at ${percent} %`);
    }
  });
});
