import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { type RootFile, textFile } from "./root-file.ts";
import { writeTar } from "./tar.ts";

const folder = mkdtempSync(join(tmpdir(), "flotilla-tar-"));
const entries: RootFile[] = [
  textFile("opt/b.txt", "b".repeat(512)),
  textFile("opt/a.txt", "a", 0o755),
  { kind: "link", path: "bin/a", to: "/opt/a.txt" },
  { kind: "folder", path: "tmp", mode: 0o1777 },
];

describe("an archive", () => {
  after(() => rmSync(folder, { recursive: true }));

  it("is read by tar, with modes, owner, time and links", async () => {
    const path = join(folder, "one.tar");
    await writeTar(path, entries, 86_400);
    const list = execFileSync("tar", ["--utc", "--full-time", "-tvf", path], { encoding: "utf8" });
    const lines = list
      .trim()
      .split("\n")
      .map((line) => line.replace(/ +/g, " "));
    assert.deepEqual(lines, [
      "drwxr-xr-x 0/0 0 1970-01-02 00:00:00 bin/",
      "lrwxrwxrwx 0/0 0 1970-01-02 00:00:00 bin/a -> /opt/a.txt",
      "drwxr-xr-x 0/0 0 1970-01-02 00:00:00 opt/",
      "-rwxr-xr-x 0/0 1 1970-01-02 00:00:00 opt/a.txt",
      "-rw-r--r-- 0/0 512 1970-01-02 00:00:00 opt/b.txt",
      "drwxrwxrwt 0/0 0 1970-01-02 00:00:00 tmp/",
    ]);
    assert.equal(execFileSync("tar", ["-xOf", path, "opt/b.txt"], { encoding: "utf8" }), "b".repeat(512));
  });

  it("is the same whatever the order of its entries", async () => {
    const [one, other] = [join(folder, "one.tar"), join(folder, "other.tar")];
    await writeTar(one, entries, 5);
    await writeTar(other, [...entries].reverse(), 5);
    assert.deepEqual(readFileSync(one), readFileSync(other));
  });

  it("refuses a path that its headers cannot hold", async () => {
    await assert.rejects(writeTar(join(folder, "long.tar"), [textFile("x".repeat(101), "")], 0), /too long for tar/);
  });
});
