import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { startService } from "@flotilla/testkit/start-service";
import { build } from "esbuild";

const own = fileURLToPath(new URL("..", import.meta.url));
const maxRssMegabytes = 120;

describe("the places process", () => {
  it("answers from its index", async () => {
    await using places = await startService("places");
    const answer = await fetch(`${places.url}/v1/places:find?name=Covilh%C3%A3`);
    assert.equal(((await answer.json()) as { timezone: string }).timezone, "Europe/Lisbon");
  });

  const skip = process.platform !== "linux" && "the memory of a process is read from /proc";
  it("takes at most 120 MB once it is ready, built as it is shipped", { skip }, async () => {
    await using places = await startBuilt();
    assert.equal((await fetch(`${places.url}/v1/places/2740313`)).status, 200);
    const rss = readRss(places.pid);
    assert.ok(rss <= maxRssMegabytes, `${rss} MB`);
  });
});

/** Bundles the service and starts the bundle; resolves when it listens. */
async function startBuilt(): Promise<AsyncDisposable & { readonly pid: number; readonly url: string }> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-places-"));
  const outfile = join(folder, "dist/lib/places/places.mjs");
  mkdirSync(join(folder, "dist/lib/places"), { recursive: true });
  symlinkSync(join(own, "data"), join(folder, "data"));
  const js = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
  const options = { bundle: true, platform: "node", format: "esm", target: "node26" } as const;
  await build({ ...options, entryPoints: [join(own, "src/main.ts")], outfile, banner: { js }, logLevel: "error" });
  const env = { PORT: "0", LOG_FORMAT: "json", PLACES_INDEX: join(own, "data/places.index") };
  const child = spawn(process.execPath, [outfile], { env, stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  const stop = async () => {
    child.kill("SIGTERM");
    await closed;
    rmSync(folder, { recursive: true });
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, doors } = JSON.parse(line) as { msg: string; doors?: { main: string } };
    if (msg !== "listening") continue;
    child.stdout.resume();
    return { pid: child.pid!, url: doors!.main, [Symbol.asyncDispose]: stop };
  }
  await stop();
  return assert.fail("the process ended before it listened");
}

function readRss(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))!;
  return Math.round(Number(kilobytes) / 1024);
}
