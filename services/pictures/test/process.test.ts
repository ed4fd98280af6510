import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** Runs the process until it ends, or until it listens; then a thumbnail is asked for, and it is told to stop. */
async function run(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [entry], { env: { PORT: "0", LOG_FORMAT: "json", ...env } });
  let [output, thumbnail] = ["", 0];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const url = /"main":"([^"]+)"/.exec(output)?.[1];
      if (!url || thumbnail > 0) return;
      thumbnail = 1;
      void fetch(`${url}/homersimpson?width=40`).then(async (answer) => {
        thumbnail = (await answer.arrayBuffer()).byteLength;
        child.kill("SIGTERM");
      });
    });
  }
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, output, thumbnail };
}

describe("the pictures process", () => {
  it("serves the bundled pictures and exits 0", async () => {
    const { exitCode, output, thumbnail } = await run({});
    assert.equal(exitCode, 0, output);
    assert.match(output, /"pictures":6,"msg":"pictures read"/);
    assert.ok(thumbnail > 500, output);
  });

  it("exits 65 when a picture is spoiled, and 66 when the folder is not there, in words", async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), "flotilla-pictures-"));
    writeFileSync(join(folder.path, "ottoline.png"), "no picture");
    const spoiled = await run({ PICTURES_DIR: folder.path });
    assert.equal(spoiled.exitCode, 65, spoiled.output);
    assert.match(spoiled.output, /ottoline\.png is no picture: it does not begin like a PNG/);
    const absent = await run({ PICTURES_DIR: "/nowhere" });
    assert.equal(absent.exitCode, 66, absent.output);
    assert.match(absent.output, /\/nowhere cannot be read: ENOENT/);
  });
});
