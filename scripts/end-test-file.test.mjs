import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";

const imports = `import { it } from "node:test";\nimport { createServer } from "node:net";\n`;

/** Runs a file of one test as `npm test` does. */
function runTest(body, graceMs) {
  const folder = mkdtempSync(join(tmpdir(), "test-file-"));
  const path = join(folder, "one.test.mjs");
  writeFileSync(path, `${imports}it("one", ${body});\n`);
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const ending = new URL(`end-test-file.mjs?graceMs=${graceMs}`, import.meta.url).href;
  const args = ["--import", ending, "--test", "--test-timeout=500", path];
  try {
    return spawnSync(process.execPath, args, { env, encoding: "utf8" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the process of a test file", () => {
  it("is left alone when its tests closed what they opened", () => {
    const { status, stdout } = runTest("() => new Promise((done) => createServer().listen(0).close(done))", 2 ** 30);
    assert.equal(status, 0, stdout);
  });

  it("is ended, as failed, when a test that passed left something open", () => {
    const { status, stdout } = runTest("() => void createServer().listen(0)", 10);
    assert.equal(status, 1, stdout);
    assert.match(stdout, /one\.test\.mjs still has open: .*TCPServerWrap/);
  });

  it("is ended when a test timed out and never came to close what it opened", () => {
    const { status, stdout } = runTest("() => new Promise(() => createServer().listen(0))", 10);
    assert.equal(status, 1, stdout);
    assert.match(stdout, /test timed out after 500ms/);
    assert.match(stdout, /still has open: .*TCPServerWrap/);
  });
});
