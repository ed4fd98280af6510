// Lets Node write what it compiles of dist/ into dist/cache, and starts every program once: a bundle that cannot start fails
// the build here. Runs under the project's Node.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { dist, outsideEnvironment, root, say } from "./project.mjs";

const scratch = mkdtempSync(join(tmpdir(), "flotilla-warm-"));
/** A cache that is set from outside would get what Node compiled, in place of dist/cache. */
const { NODE_COMPILE_CACHE: _, ...environment } = process.env;
/** Programs that have started leave the cache as it is: what they add would depend on when which packet came. */
const uncached = { ...environment, NODE_DISABLE_COMPILE_CACHE: "1" };
/** What is compiled does not depend on who builds: a variable may switch something on in Node or in a library. */
const bare = { PATH: process.env.PATH };
/** The same bytes each time: one seed for the hashes, and a heap that no collection forgets functions of. */
const steady = ["--random-seed=1", "--single-threaded-gc", "--min-semi-space-size=256", "--max-semi-space-size=256"];
const common = { HOST: "127.0.0.1", PORT: "0", LOG_FORMAT: "json", LOG_LEVEL: "info", DATA_DIR: scratch };
const isServer = (name) => name !== "users-cli";
const names = process.argv.slice(2);
const calls = ["/readyz", "/metrics", "/version"];
/** What a bundle can only answer if the files beside it are in their places. */
const ownCalls = {
  clock: ["/covilha"],
  pictures: ["/homersimpson?width=64"],
  places: ["/v1/places:find?name=Lisbon"],
};
/** Settings without which a program does not start. Nobody needs to listen there. */
const ownEnvironment = { initializer: { NATS_URL: "nats://127.0.0.1:1" } };
const startTimeoutMs = 60_000;

try {
  await compile();
  for (const name of names.filter(isServer)) await tryServer(name);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function compile() {
  const { chunks } = JSON.parse(readFileSync(join(dist, "bundled.json"), "utf8"));
  const compileChunks = join(root, "scripts/compile-chunks.mjs");
  await run([...steady, compileChunks, join(dist, "cache"), ...chunks], { env: bare });
  await run([...steady, join(dist, "flotilla.mjs"), "--version"], { env: bare });
  if (!names.includes("users-cli")) return;
  await run([...steady, join(dist, "users-cli.mjs"), "version"], { env: bare });
}

async function tryServer(name) {
  const server = spawn(process.execPath, [join(dist, "flotilla.mjs"), name], {
    env: { ...uncached, ...common, ...ownEnvironment[name] },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await tryCalls(name, server);
  } finally {
    server.kill("SIGKILL");
  }
  say(`${name} starts, answers and stops`);
}

async function tryCalls(name, server) {
  const exit = once(server, "exit");
  const port = await Promise.race([readPort(server), exit.then(([code]) => assert.fail(`${name} ended with ${code}`))]);
  for (const path of calls) await (await fetch(`http://127.0.0.1:${port}${path}`)).arrayBuffer();
  for (const path of ownCalls[name] ?? []) await assertServed(`http://127.0.0.1:${port}${path}`);
  await run([join(dist, "flotilla.mjs"), "probe", `http://127.0.0.1:${port}/healthz`]);
  if (name === "users" && names.includes("users-cli")) await tryCli(port);
  server.kill("SIGTERM");
  const [code] = await exit;
  assert.equal(code, 0, `${name} should stop with exit code 0`);
}

async function assertServed(url) {
  const answer = await fetch(url);
  const { byteLength } = await answer.arrayBuffer();
  assert.ok(answer.ok && byteLength > 0, `${url} should be served, and answers ${answer.status}`);
}

async function tryCli(port) {
  const cli = join(dist, "users-cli.mjs");
  await run([cli, "list", `--address=127.0.0.1:${port}`]);
  // People start it with the Node they have: the one outside the project runs it too.
  await run([cli, "version"], { node: "node", env: outsideEnvironment(uncached) });
  say("users-cli calls and answers");
}

async function run(args, { node = process.execPath, env = uncached } = {}) {
  // A pipe in any case: Node loads other modules for a terminal or a file, and what it loads shows in what is compiled.
  const program = spawn(node, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  program.stderr.pipe(process.stderr);
  const [code] = await once(program, "exit");
  assert.equal(code, 0, `${args.join(" ")} should succeed`);
}

/** The port from the log line that says `listening`. */
async function readPort(server) {
  const lines = createInterface({ input: server.stdout, signal: AbortSignal.timeout(startTimeoutMs) });
  for await (const line of lines) {
    if (!line.startsWith("{")) continue;
    const { msg, doors } = JSON.parse(line);
    if (msg !== "listening") continue;
    server.stdout.resume();
    return new URL(doors.main).port;
  }
  return assert.fail("the server never said that it listens");
}
