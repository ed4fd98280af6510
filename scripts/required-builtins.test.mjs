import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "node:test";
import { build } from "esbuild";
import { findNode } from "./project.mjs";
import { requiredBuiltins } from "./required-builtins.mjs";

const source = `
import { createServer } from "node:http";
import * as path from "path";
const { EOL } = await import("node:os");
const hasUndici = process.moduleLoadList.some((name) => name.endsWith("undici/undici"));
console.log(JSON.stringify([typeof createServer, path.join("a", "b"), EOL, hasUndici]));
`;

/** What the source prints, bundled with these plugins. */
async function run(plugins) {
  const banner = { js: 'import { createRequire } from "node:module"; const require = createRequire("file:///");' };
  const stdin = { contents: source, resolveDir: import.meta.dirname };
  const form = { bundle: true, write: false, platform: "node", format: "esm", target: "node26" };
  const { outputFiles } = await build({ stdin, banner, plugins, ...form });
  const args = ["--input-type=module", "--eval", outputFiles[0].text];
  return JSON.parse(execFileSync(findNode(), args, { encoding: "utf8" }));
}

describe("a bundle", () => {
  it("has Node's own modules without loading what it does not use of them", async () => {
    assert.deepEqual(await run([requiredBuiltins]), ["function", "a/b", "\n", false]);
  });

  it("would load undici with node:http otherwise", async () => {
    assert.deepEqual(await run([]), ["function", "a/b", "\n", true]);
  });
});
