import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isVersion, nextVersion, noVersion, timeOf, versionAt } from "./version.ts";

describe("a version", () => {
  it("is later than all that was seen, whatever the clock says", () => {
    const far = nextVersion("right", 9e12);
    const after = nextVersion("left", 1000, noVersion, far);
    assert.ok(after > far);
    assert.ok(nextVersion("left", 1000, after) > after);
  });

  it("tells the time of the change", () => {
    assert.equal(timeOf(nextVersion("left", 1_700_000_000_123.9)), 1_700_000_000_123);
    assert.ok(isVersion(versionAt("right", 1_700_000_000_123)));
    assert.equal(isVersion("zz"), false);
  });

  it("is not taken from anybody when nothing could come after it", () => {
    const last = `7${"f".repeat(15)}`;
    assert.ok(isVersion(last));
    assert.equal(nextVersion("right", 0, last).length, last.length);
    for (const absurd of ["8".padEnd(16, "0"), "f".repeat(16)]) assert.equal(isVersion(absurd), false);
  });

  it("is never the same on both sides, and in the same instant the right one is later", () => {
    assert.ok(nextVersion("right", 5) > nextVersion("left", 5));
    const seen = nextVersion("left", 5);
    assert.notEqual(nextVersion("left", 5, seen), nextVersion("right", 5, seen));
  });
});
