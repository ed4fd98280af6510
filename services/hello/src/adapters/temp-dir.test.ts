import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { TempDir } from "./temp-dir.ts";

it("is healthy while something can be made in the folder, and leaves nothing behind", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "temp-dir-"));
  context.after(() => rmSync(folder, { recursive: true }));
  await new TempDir(folder).check();
  assert.deepEqual(readdirSync(folder), []);
});

it("is not healthy when nothing can be made in it", async () => {
  await assert.rejects(new TempDir("/proc/self").check(), /ENOENT|EACCES|EROFS|EPERM/);
});
