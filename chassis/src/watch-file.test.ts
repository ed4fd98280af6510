import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { watchFile } from "./watch-file.ts";

function createFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "watch-file-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function nextChange(context: TestContext, path: string, pollMs = 3_600_000): Promise<void> {
  return new Promise((resolve) => {
    const stop = watchFile(path, resolve, { pollMs });
    context.after(stop);
  });
}

describe("watchFile", { timeout: 10_000 }, () => {
  it("sees a file that is written again", async (context) => {
    const path = join(createFolder(context), "file");
    writeFileSync(path, "one");
    const change = nextChange(context, path);
    writeFileSync(path, "two!");
    await change;
  });

  it("sees the symlink swap of a mounted ConfigMap", async (context) => {
    const folder = createFolder(context);
    for (const version of ["..1", "..2"]) {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, "file"), "same text");
    }
    symlinkSync("..1", join(folder, "..data"));
    symlinkSync("..data/file", join(folder, "file"));
    const change = nextChange(context, join(folder, "file"));
    symlinkSync("..2", join(folder, "..data_tmp"));
    renameSync(join(folder, "..data_tmp"), join(folder, "..data"));
    await change;
  });

  it("sees a file that appears, by polling, where the folder cannot be watched yet", async (context) => {
    const folder = join(createFolder(context), "later");
    const change = nextChange(context, join(folder, "file"), 5);
    mkdirSync(folder);
    writeFileSync(join(folder, "file"), "here");
    await change;
  });

  it("says nothing of its neighbours", async (context) => {
    const folder = createFolder(context);
    writeFileSync(join(folder, "file"), "one");
    let changes = 0;
    context.after(watchFile(join(folder, "file"), () => changes++, { pollMs: 3_600_000 }));
    const neighbour = nextChange(context, join(folder, "neighbour"));
    writeFileSync(join(folder, "neighbour"), "here");
    await neighbour;
    assert.equal(changes, 0);
  });
});
