import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readFleet } from "./fleet.ts";
import { generators } from "./generators.ts";

const root = join(import.meta.dirname, "../..");

describe("what deploy/ takes from contract and manifest", () => {
  const outputs = generators.flatMap((generate) => generate(readFleet()));

  for (const { path, text } of outputs) {
    it(`keeps ${path} as it is generated`, () => {
      assert.equal(readFileSync(join(root, path), "utf8"), text, "run `npm run gen` and commit the result");
    });
  }

  it("writes no file twice", () => {
    const paths = outputs.map(({ path }) => path);
    assert.deepEqual(paths, [...new Set(paths)]);
  });
});
