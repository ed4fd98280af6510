import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findTagProblems } from "./find-tag-problems.mjs";

const sources = {
  fleet: "1.2.3",
  contract: "2.0.0",
  changelog: "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-01\n",
};

describe("findTagProblems", () => {
  it("is content with a tag of this version, and with one of the contract's", () => {
    assert.deepEqual(findTagProblems("v1.2.3", sources), []);
    assert.deepEqual(findTagProblems("contract-v2.0.0", sources), []);
  });

  it("refuses a tag of another version", () => {
    const [problem, ...others] = findTagProblems("v1.2.4", { ...sources, changelog: "## [1.2.4]" });
    assert.match(problem, /package\.json has version 1\.2\.3, and the tag says 1\.2\.4/);
    assert.deepEqual(others, []);
    assert.match(findTagProblems("contract-v1.2.3", sources).join(), /contract\/package\.json has version 2\.0\.0/);
  });

  it("refuses a version of which the changelog has no section", () => {
    assert.match(
      findTagProblems("v1.2.3", { ...sources, changelog: "## [1.2.30]" }).join(),
      /no section "## \[1\.2\.3\]"/,
    );
  });

  for (const tag of ["", "1.2.3", "v1.2", "v1.2.3-rc.1", "main"]) {
    it(`refuses what is no tag of a release: "${tag}"`, () => {
      assert.match(findTagProblems(tag, sources).join(), /is no tag of a release/);
    });
  }
});
