import assert from "node:assert/strict";
import { it } from "node:test";
import { runCases } from "./run-cases.ts";

it("sees what node:http sees of 1,000 conversations, spoiled and not, wherever they are split", async () => {
  assert.equal(await runCases({ seed: 1, first: 0, count: 1000 }), undefined);
});
