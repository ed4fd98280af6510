import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { readBuildRecord } from "../build-record.ts";
import { findSecrets } from "../find-secrets.ts";
import { layers, writeLayers } from "../write-layers.ts";

const run = promisify(execFile);

interface ContentOptions {
  readonly root: string;
  readonly dist: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What the archives hold, and that the same commit gives the same archives. */
export function contentScenarios({ root, dist, folder, env }: ContentOptions): void {
  describe("as files", () => {
    const unpacked = mkdtempSync(join(tmpdir(), "flotilla-image-"));
    let paths: string[] = [];
    let modes: string[] = [];

    before(async () => {
      for (const layer of layers) await run("tar", ["-xf", join(folder, `${layer}.tar`), "-C", unpacked]);
      const found = await readdir(unpacked, { recursive: true, withFileTypes: true });
      paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      const lists = layers.map((layer) => run("tar", ["--numeric-owner", "-tvf", join(folder, `${layer}.tar`)]));
      modes = (await Promise.all(lists)).flatMap(({ stdout }) => stdout.trim().split("\n"));
    });
    after(() => rm(unpacked, { recursive: true }));

    it("holds no secret", async () => {
      assert.ok(paths.length > 80, `only ${paths.length} files`);
      const found = await Promise.all(paths.map(async (path) => findSecrets(path, await readFile(path))));
      assert.deepEqual(found.flat(), []);
    });

    it("belongs to root, has no set-uid bit, and lets nobody write but to /data and /tmp", () => {
      const isOpen = (line: string) => /^.{8}w/.test(line) && !line.startsWith("l");
      assert.deepEqual(
        modes.filter((line) => !/^\S+ 0\/0 /.test(line)),
        [],
      );
      assert.deepEqual(
        modes.filter((line) => /^\S*[sS]/.test(line.slice(0, 10))),
        [],
      );
      assert.deepEqual(
        modes.filter(isOpen).map((line) => line.split(" ").at(-1)),
        ["data/", "tmp/"],
      );
    });

    it("has neither a shell nor a package manager", async () => {
      const executables = [];
      for (const path of paths) if (((await stat(path)).mode & 0o111) !== 0) executables.push(relative(unpacked, path));
      const programs = executables.filter((path) => !/\.so(\.\d+)*$/.test(path)).sort();
      assert.deepEqual(programs, ["opt/flotilla/flotilla.mjs", "opt/flotilla/users-cli.mjs", "usr/local/bin/node"]);
    });

    it("is byte for byte the same when it is built again", async () => {
      const { build } = readBuildRecord(dist);
      const stamp = { BUILD_VERSION: build.version, BUILD_COMMIT: build.commit, BUILD_DATE: build.date };
      const first = await hashLayers(folder);
      await run(process.execPath, ["scripts/build.mjs"], { cwd: root, env: { ...env, ...stamp, DIST: dist } });
      await writeLayers({ root, dist, node: process.execPath, folder });
      assert.deepEqual(await hashLayers(folder), first);
    });
  });
}

async function hashLayers(folder: string): Promise<string[]> {
  const read = layers.map(async (layer) => readFile(join(folder, `${layer}.tar`)));
  return (await Promise.all(read)).map((bytes) => createHash("sha256").update(bytes).digest("hex"));
}
