// Starts every program of dist/ once, so that Node writes what it compiled into dist/cache; a bundle that cannot start
// fails the build here. Runs under the project's Node.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { outsideEnvironment, root, say } from "./project.mjs";

const scratch = mkdtempSync(join(tmpdir(), "flotilla-warm-"));
/** A cache that is set from outside would get what Node compiled, in place of dist/cache. */
const { NODE_COMPILE_CACHE: _, ...environment } = process.env;
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
  const servers = names.filter(isServer);
  for (const name of servers) await warmServer(name);
  assert.ok(servers.length === 0 || existsSync(join(root, "dist/cache")), "dist/cache should hold what Node compiled");
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function warmServer(name) {
  const server = spawn(process.execPath, [join(root, "dist", `${name}.mjs`)], {
    env: { ...environment, ...common, ...ownEnvironment[name] },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(server, "exit");
  const port = await Promise.race([readPort(server), exit.then(([code]) => assert.fail(`${name} ended with ${code}`))]);
  for (const path of calls) await (await fetch(`http://127.0.0.1:${port}${path}`)).arrayBuffer();
  for (const path of ownCalls[name] ?? []) await assertServed(`http://127.0.0.1:${port}${path}`);
  if (name === "users" && names.includes("users-cli")) await warmCli(port);
  server.kill("SIGTERM");
  const [code] = await exit;
  assert.equal(code, 0, `${name} should stop with exit code 0`);
  say(`${name} starts, answers and stops`);
}

async function assertServed(url) {
  const answer = await fetch(url);
  const { byteLength } = await answer.arrayBuffer();
  assert.ok(answer.ok && byteLength > 0, `${url} should be served, and answers ${answer.status}`);
}

async function warmCli(port) {
  await runCli(process.execPath, ["list", `--address=127.0.0.1:${port}`]);
  // People start it with the Node they have: the one outside the project runs it too.
  await runCli("node", ["version"], outsideEnvironment(environment));
  say("users-cli calls and answers");
}

async function runCli(node, args, env = environment) {
  const cli = spawn(node, [join(root, "dist/users-cli.mjs"), ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(cli, "exit");
  assert.equal(code, 0, `users-cli ${args.join(" ")} should succeed`);
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
