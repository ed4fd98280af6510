import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { createFolder } from "./folder.ts";

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const yard = '{"name":"Yard","city":"Ville","country":"Land"}';

/** Runs the process until it ends, or until it has logged `until`; then it is told to stop. */
async function run(env: Readonly<Record<string, string>>, until?: string) {
  const child = spawn(process.execPath, [entry], { env: { PORT: "0", LOG_FORMAT: "json", ...env } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (until && output.includes(until)) child.kill("SIGTERM");
    });
  }
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, output };
}

describe("the ports process", () => {
  it("loads once, not again after a restart, and exits 0", async () => {
    using folder = createFolder();
    const env = { DATA_DIR: folder.path, PORTS_FILE: folder.writeFile("ports.json", `{"ZZAAA": ${yard}}`) };
    const first = await run(env, "ports file loaded");
    assert.equal(first.exitCode, 0, first.output);
    assert.match(first.output, /"read":1,"created":1,.*"megabytesPerSecond":.*"msg":"ports file loaded"/);
    const second = await run(env, "ports file is loaded already");
    assert.equal(second.exitCode, 0, second.output);
    assert.ok(!second.output.includes('"created"'));
  });

  it("exits 65 with line and byte when the file is broken", async () => {
    using folder = createFolder();
    const PORTS_FILE = folder.writeFile("ports.json", `{"ZZAAA": ${yard},\n"ZZAAB": {"name": oops}}`);
    const { exitCode, output } = await run({ DATA_DIR: folder.path, PORTS_FILE });
    assert.deepEqual(
      [exitCode, /broken at line 2, byte 77: expected a value, not "o"/.test(output)],
      [65, true],
      output,
    );
  });

  it("exits 66 when there is no such file, 78 when a setting is wrong", async () => {
    using folder = createFolder();
    const absent = await run({ DATA_DIR: folder.path, PORTS_FILE: "/nowhere/ports.json" });
    assert.deepEqual(
      [absent.exitCode, /\/nowhere\/ports\.json cannot be read: ENOENT/.test(absent.output)],
      [66, true],
    );
    const wrong = await run({ DATA_DIR: folder.path, PORTS_STORE: "paper" });
    assert.deepEqual([wrong.exitCode, /PORTS_STORE must be one of sqlite, memory/.test(wrong.output)], [78, true]);
  });
});
