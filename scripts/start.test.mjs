// The real `npm start`, by the machine's own npm. Every process that it starts holds the same standard output: the pipe
// ends when the last of them is gone, which is how these tests know that nothing is left.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { outsideEnvironment, root } from "./project.mjs";

const npmStart = ["npm", "--loglevel=error", "start"];
const startTimeoutMs = 30_000;
const launcher = [process.execPath, join(root, "scripts/start.mjs"), "hello"];

describe("npm start", () => {
  it("stops everything when npm alone is asked to stop", async () => {
    await using fleet = await startFleet();
    fleet.signal("SIGTERM");
    await fleet.ended;
    await assert.rejects(fleet.connect(), { code: "ECONNREFUSED" });
  });

  it("stops everything when npm alone is killed", async () => {
    await using fleet = await startFleet();
    fleet.signal("SIGKILL");
    await fleet.ended;
    await assert.rejects(fleet.connect(), { code: "ECONNREFUSED" });
  });

  it("lets go of the port on Ctrl-C", async () => {
    await using fleet = await startFleet();
    fleet.signalGroup("SIGINT");
    await fleet.ended;
    await assert.rejects(fleet.connect(), { code: "ECONNREFUSED" });
  });

  it("ends with the server's exit code", async () => {
    await using fleet = spawnFleet(npmStart, { PORT: "not-a-port" });
    assert.equal((await fleet.ended).code, 78, fleet.output());
  });
});

describe("the launcher", () => {
  it("takes a burst of signals, from the terminal and from npm, as one wish to stop", async () => {
    await using fleet = await startFleet(launcher);
    fleet.signal("SIGINT");
    fleet.signal("SIGTERM");
    assert.equal((await fleet.ended).code, 0, fleet.output());
  });

  it("takes a closed terminal as a wish to stop", async () => {
    await using fleet = await startFleet(launcher);
    fleet.signal("SIGHUP");
    assert.equal((await fleet.ended).code, 0, fleet.output());
  });

  it("leaves no server behind when it is killed itself", async () => {
    await using fleet = await startFleet(launcher);
    fleet.signal("SIGKILL");
    await fleet.ended;
    await assert.rejects(fleet.connect(), { code: "ECONNREFUSED" });
  });
});

async function startFleet(command = npmStart) {
  const fleet = spawnFleet(command, { PORT: "0" });
  const late = AbortSignal.timeout(startTimeoutMs);
  const never = Promise.race([fleet.ended, once(late, "abort")]).then(() => assert.fail(`no start: ${fleet.output()}`));
  try {
    fleet.port = await Promise.race([fleet.listening, never]);
    (await fleet.connect()).destroy();
    return fleet;
  } catch (cause) {
    await fleet[Symbol.asyncDispose]();
    throw cause;
  }
}

/** The command in a process group of its own, as a terminal would start it. */
function spawnFleet([program, ...args], settings) {
  const dataDir = mkdtempSync(join(tmpdir(), "flotilla-start-"));
  const child = spawn(program, args, {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...outsideEnvironment(), LOG_FORMAT: "json", DATA_DIR: dataDir, ...settings },
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal }));
  let text = "";
  const listening = new Promise((resolve) => {
    child.stderr.on("data", (chunk) => {
      text += chunk;
    });
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const port = /"main":"https?:[^"]*:(\d+)"/.exec(text)?.[1];
      if (port) resolve(Number(port));
    });
  });
  return {
    listening,
    ended,
    output: () => text,
    signal: (name) => child.kill(name),
    signalGroup: (name) => process.kill(-child.pid, name),
    connect() {
      const socket = connect(this.port, "127.0.0.1");
      return once(socket, "connect").then(() => socket);
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
