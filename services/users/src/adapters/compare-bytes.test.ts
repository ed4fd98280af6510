import assert from "node:assert/strict";
import { it } from "node:test";
import { compareBytes } from "./compare-bytes.ts";

it("compareBytes orders as UTF-8 does", () => {
  const texts = ["", "a", "ab", "b", "B", "é", "\uffff", "\ue000", "𝒳", "𝒴", "\ud7ff", "a\0"];
  const expected = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  assert.deepEqual([...texts].sort(compareBytes), expected);
  assert.equal(compareBytes("same", "same"), 0);
});
