import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { editDistance, maxEdits } from "./edit-distance.ts";

describe("editDistance", () => {
  it("counts letters that are added, left out, exchanged or swapped", () => {
    const cases = [
      ["", "", 0],
      ["", "porto", 5],
      ["porto", "proto", 1],
      ["porto", "poto", 1],
      ["porto", "porrto", 1],
      ["porto", "torto", 1],
      ["ca", "abc", 3],
      ["慕尼黑", "慕黑", 1],
      ["😀a", "😀b", 1],
    ] as const;
    for (const [a, b, distance] of cases) {
      assert.equal(editDistance(a, b), distance, `${a} ${b}`);
      assert.equal(editDistance(b, a), distance, `${b} ${a}`);
    }
  });
});

describe("maxEdits", () => {
  it("allows two in a long name with the right first letter, else one", () => {
    assert.deepEqual([maxEdits("porto", "praha"), maxEdits("porto", "torto"), maxEdits("ulm", "ulmen")], [2, 1, 1]);
  });
});
