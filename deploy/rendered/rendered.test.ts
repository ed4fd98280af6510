import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { renderOutputs } from "./outputs.ts";

const root = join(import.meta.dirname, "../..");

for (const program of ["helm3", "helm4"]) {
  const helm = findProgram(program);

  describe(`what is rendered by ${program}`, { skip: helm.missing }, () => {
    it("is what is committed", async () => {
      for (const { path, text } of await renderOutputs(helm.path)) {
        assert.equal(text, readFileSync(join(root, path), "utf8"), `${path} is old: run \`npm run gen\``);
      }
    });
  });
}
