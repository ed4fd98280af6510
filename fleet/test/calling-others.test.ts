// The three terminals of docs/calling-others.md, typed into shells, with free ports and a folder of certificates apart.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { findProgram } from "@flotilla/testkit/find-program";
import { findFreePort } from "@flotilla/testkit/free-port";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/calling-others.md"), "utf8");
const terminals = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block ?? "");
const run = promisify(execFile);

/** Types a command that starts a service; resolves when it listens. */
async function start(command: string): Promise<AsyncDisposable> {
  const typed = command.replace("npm run start:", "LOG_FORMAT=json exec node scripts/start.mjs ");
  const child = spawn("bash", ["-c", typed], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => line.includes('"msg":"listening"') && resolve());
    lines.once("close", () => reject(new Error(`ended: ${typed}`)));
  });
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

describe("docs/calling-others.md", () => {
  it("runs clock and places with mutual TLS in three terminals", { skip: findProgram("curl").missing }, async () => {
    const certs = mkdtempSync(join(tmpdir(), "flotilla-certs-"));
    try {
      await run("node", ["scripts/certs.mjs", "--out", certs], { cwd: root });
      const ports: Record<string, number> = { 8080: await findFreePort(), 8081: await findFreePort() };
      const toOwn = (text: string) =>
        text.replaceAll(".certs/", `${certs}/`).replace(/\b808[01]\b/g, (port) => String(ports[port]));
      const [places, clock, curl] = terminals.map(toOwn);
      await using _places = await start(`PORT=${ports[8080]} ${places}`);
      await using _clock = await start(clock!);
      const { stdout } = await run("bash", ["-c", curl!.replaceAll("curl ", "curl --silent --show-error ")]);
      assert.match(stdout, /"timezone":"Europe\/Lisbon".*"name":"Covilhã".*"isStale":false/);
      assert.match(stdout, /"name":"Lisbon"/);
    } finally {
      rmSync(certs, { recursive: true });
    }
  });
});
