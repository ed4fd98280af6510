// The README's tour, typed into a shell against a fleet that was started as the README says, on a free port.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { isAsExpected, readTour, type Stop } from "./read-tour.ts";

const root = join(import.meta.dirname, "../..");
const stops = readTour(readFileSync(join(root, "README.md"), "utf8"));
const isCi = !["", "false", undefined].includes(process.env["CI"]);
const path = [join(root, ".cache/bin"), join(root, "node_modules/.bin"), process.env["PATH"]].join(delimiter);

/** A query may be typed again for this long: what an event changes shows a moment later. */
const eventsMs = 10_000;

describe("the tour of README.md", () => {
  const scratch = mkdtempSync(join(tmpdir(), "flotilla-tour-"));
  let fleet: Awaited<ReturnType<typeof startFleet>>;

  before(async () => {
    // What curl does by itself where a person watches: no progress meter.
    writeFileSync(join(scratch, ".curlrc"), "silent\nshow-error\n");
    fleet = await startFleet(join(scratch, "data"));
    while ((await fetch(`http://127.0.0.1:${fleet.port}/readyz`)).status !== 200);
  });

  after(async () => {
    await fleet.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  it("goes somewhere", () => {
    assert.ok(stops.length >= 10, `only ${stops.length} commands`);
  });

  for (const stop of stops) {
    it(`$ ${stop.command}`, async (test) => {
      const program = await missingProgram(stop);
      if (program && !isCi) return test.skip(`${program} is not on this machine: install it to run this command`);
      const end = performance.now() + eventsMs;
      let printed: string;
      do printed = await type(stop.command, fleet.port, scratch);
      while (!isAsExpected(stop.expected, printed) && isQuery(stop) && performance.now() < end);
      assert.ok(isAsExpected(stop.expected, printed), `it printed:\n${printed}`);
    });
  }
});

async function startFleet(dataDir: string) {
  const launcher = join(root, "scripts/start.mjs");
  const env = { ...process.env, PORT: "0", DATA_DIR: dataDir, LOG_FORMAT: "json" };
  const child = spawn(process.execPath, [launcher], { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  const port = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk;
      const found = /"main":"https?:[^"]*:(\d+)"/.exec(text)?.[1];
      if (found) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`the fleet ended with ${code}: ${text}`)));
  });
  const stop = async () => {
    child.kill("SIGTERM");
    await closed;
  };
  return { port, stop };
}

function isQuery({ command }: Stop): boolean {
  return command.startsWith("curl ") && !/ (?:-d|-X|--data\S*) /.test(command);
}

/** The first word of a command, when it is a program that this machine lacks. */
async function missingProgram({ command }: Stop): Promise<string | undefined> {
  const program = /^(?:\w+=\$\()?([\w-]+)/.exec(command)?.[1] ?? "";
  const isThere = await shell(`command -v ${program}`, {}).then(
    () => true,
    () => false,
  );
  return isThere ? undefined : program;
}

/** What a command of the tour leaves for later ones, as it would in the one shell of a reader. */
const variables = "course";

/** Types a command as a reader would, where port 8000 is the fleet's. */
function type(command: string, port: string, home: string): Promise<string> {
  const here = command.replaceAll(/(localhost|127\.0\.0\.1)?:8000\b/g, (_, host = "") => `${host}:${port}`);
  const kept = join(home, "variables");
  return shell(`[ ! -e ${kept} ] || . ${kept}; ${here}; declare -p ${variables} > ${kept} 2>/dev/null`, {
    ADDRESS: `:${port}`,
    HOME: home,
  });
}

/** Standard output and standard error as a terminal shows them; a command that fails prints too, and is no error. */
function shell(command: string, env: Record<string, string>): Promise<string> {
  const options = {
    cwd: root,
    env: { ...process.env, PATH: path, npm_config_loglevel: "error", npm_config_update_notifier: "false", ...env },
  };
  return new Promise((resolve, reject) => {
    execFile("bash", ["-c", `exec 2>&1; ${command}`], options, (error, stdout) => {
      if (error && stdout === "") reject(error);
      else resolve(stdout.replaceAll("\r\n", "\n"));
    });
  });
}
