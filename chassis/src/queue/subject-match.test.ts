import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { matchesSubject, overlapsSubject } from "./subject-match.ts";

describe("matchesSubject", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["student.modified", "student.modified", true],
    ["student.modified", "student.modified.now", false],
    ["student.*", "student.modified", true],
    ["student.*", "student", false],
    ["student.*", "student.to.modify", false],
    ["*.modified", "student.modified", true],
    ["student.>", "student.to.modify", true],
    ["student.>", "student", false],
    [">", "student", true],
  ];
  for (const [pattern, subject, matches] of cases) {
    it(`${matches ? "takes" : "refuses"} ${subject} for ${pattern}`, () =>
      assert.equal(matchesSubject(pattern, subject), matches));
  }
});

describe("overlapsSubject", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["a.b", "a.b", true],
    ["a.b", "a.c", false],
    ["a.*", "*.b", true],
    ["a.*", "a.b.c", false],
    ["a.>", "a.b.c", true],
    ["a.>", "a", false],
    ["a.>", "b.>", false],
  ];
  for (const [one, other, overlaps] of cases) {
    it(`${overlaps ? "finds" : "finds no"} subject for ${one} and ${other}`, () => {
      assert.equal(overlapsSubject(one, other), overlaps);
      assert.equal(overlapsSubject(other, one), overlaps);
    });
  }
});
