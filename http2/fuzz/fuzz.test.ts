import assert from "node:assert/strict";
import { it } from "node:test";
import { heapGrowthBytes, runCases } from "./run-cases.ts";

it("outlives 10,000 spoiled frames and header blocks", { timeout: 60_000 }, async () => {
  const { failure, heap } = await runCases({ seed: 1, first: 0, frames: 10_000 });
  assert.equal(failure, undefined, `npm run fuzz -- --seed 1 --case ${failure?.number}: ${failure?.problem}`);
  assert.ok(heap.late - heap.early < heapGrowthBytes, `the heap grew from ${heap.early} to ${heap.late}`);
});
