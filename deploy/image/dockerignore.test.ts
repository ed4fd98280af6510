import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, matchesGlob } from "node:path";
import { describe, it } from "node:test";

const root = join(import.meta.dirname, "../..");
const readLines = (path: string) => readFileSync(join(root, path), "utf8").split("\n").filter(Boolean);
const ignored = readLines(".dockerignore");
/** Made by the build itself, and no secret. */
const harmless = ["bench/peers/*/*pb/", "services/places/data/places.index*"];

/** A path that a line of Git's would match, of any name and at the place nearest to the root. */
function toExample(file: string, line: string): string {
  return join(dirname(file), line).replaceAll("*", "x").replace(/\/$/, "");
}

function isIgnored(path: string): boolean {
  return ignored.some((pattern) => matchesGlob(path, pattern));
}

describe("what is sent to the Docker daemon", () => {
  const files = globSync("{.gitignore,{bench,deploy,services}/**/.gitignore}", {
    cwd: root,
    exclude: (path) => path.includes("node_modules"),
  });
  const lines = files.flatMap((file) => readLines(file).map((line) => ({ file, line })));

  it("is known from several files of Git's", () => assert.ok(files.length > 4, files.join()));

  for (const { file, line } of lines.filter(({ file, line }) => !harmless.includes(join(dirname(file), line)))) {
    it(`leaves out what Git does: ${join(dirname(file), line)}`, () => assert.ok(isIgnored(toExample(file, line))));
  }

  it("has the sources", () => {
    for (const path of ["package.json", "fleet/manifest.ts", "deploy/terraform/main.tf"]) assert.ok(!isIgnored(path));
  });
});
