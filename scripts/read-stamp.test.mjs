import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { root } from "./project.mjs";
import { readStamp } from "./read-stamp.mjs";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe("readStamp", () => {
  it("believes the variables of a build", () => {
    const env = { BUILD_VERSION: "7.0.0", BUILD_COMMIT: "abc", BUILD_DATE: "2026-01-01" };
    assert.deepEqual(readStamp(env), { version: "7.0.0", commit: "abc", date: "2026-01-01" });
  });

  it("takes the version of the source where a variable is empty", () => {
    assert.equal(readStamp({ BUILD_VERSION: "", BUILD_COMMIT: "", BUILD_DATE: "" }).version, version);
  });

  it("is left to the source by the Dockerfile, which has no version of its own", () => {
    const dockerfile = readFileSync(join(root, "deploy/image/Dockerfile"), "utf8");
    assert.deepEqual(
      dockerfile.match(/^ARG (VERSION|COMMIT|DATE).*/gm),
      Array(2).fill(["ARG VERSION", "ARG COMMIT", "ARG DATE"]).flat(),
    );
  });
});
