import assert from "node:assert/strict";
import { it } from "node:test";
import { diffIds } from "./diff-ids.ts";

it("tells what came and what went, in order", () => {
  assert.deepEqual(diffIds([], ["a", "b"]), { added: ["a", "b"], removed: [] });
  assert.deepEqual(diffIds(["a", "b"], ["b", "c"]), { added: ["c"], removed: ["a"] });
});

it("counts doubles once, and empty ids not at all", () => {
  assert.deepEqual(diffIds(["a", "a", ""], ["b", "", "b"]), { added: ["b"], removed: ["a"] });
  assert.deepEqual(diffIds([""], []), { added: [], removed: [] });
});
