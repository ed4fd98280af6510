// `npm run conformance`: the official Connect conformance suite against our server and our client, each on both HTTP/2
// engines: Connect, gRPC and gRPC-Web, HTTP/1.1 and HTTP/2, with and without TLS. Words choose among the four runs, and
// what follows goes to the suite: `npm run conformance -- client node --run "**/unary/success"`. Needs the program
// `connectconformance` on PATH, or Go to build it once into .cache/bin.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ensureInstalled } from "./install.mjs";
import { findNode, projectEnvironment, root, say } from "./project.mjs";

const version = "1.0.7";
const suite = "connectrpc.com/conformance/cmd/connectconformance";
const folder = join(root, "chassis/conformance");
const bin = join(root, ".cache/bin");
const modes = ["server", "client"];
const engines = ["flotilla", "node"];

await ensureInstalled();
const { runs, options } = parseArguments(process.argv.slice(2));
const program = findSuite();
// The suite starts dozens of servers, and fails those that are not there within ten seconds.
const env = projectEnvironment();
compileAhead();
const results = await runAll(runs, Math.max(1, Math.min(runs.length, availableParallelism())));
for (const { isPassed, output } of results) if (!isPassed || options.length > 0) process.stdout.write(`${output}\n`);
printTable(results);
process.exitCode = results.every(({ isPassed }) => isPassed) ? 0 : 1;

function parseArguments(given) {
  const firstOption = given.findIndex((word) => !modes.includes(word) && !engines.includes(word));
  const words = firstOption === -1 ? given : given.slice(0, firstOption);
  const choose = (all) => (all.some((one) => words.includes(one)) ? all.filter((one) => words.includes(one)) : all);
  return {
    runs: choose(modes).flatMap((mode) => choose(engines).map((engine) => ({ mode, engine }))),
    options: firstOption === -1 ? [] : given.slice(firstOption),
  };
}

/** Starts what is tested with nothing to do, so that its code is compiled before it has to be quick. */
function compileAhead() {
  for (const mode of modes) spawnSync(findNode(), [`${mode}.ts`], { cwd: folder, env, stdio: "ignore" });
}

/** Runs so many at a time, in order. */
async function runAll(waiting, width) {
  const results = [];
  const entries = waiting.entries();
  const work = async () => {
    for (const [index, run] of entries) results[index] = await runSuite(run);
  };
  await Promise.all(Array.from({ length: width }, work));
  return results;
}

function runSuite({ mode, engine }) {
  const known = ["--conf", "config.yaml", "--known-failing", "@known-failing.txt", "--max-servers", "2"];
  const tested = [findNode(), `${mode}.ts`, engine];
  const startMs = performance.now();
  const child = spawn(program, ["--mode", mode, ...known, ...options, "--", ...tested], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      const seconds = (performance.now() - startMs) / 1000;
      resolve({ mode, engine, output, seconds, ...readSummary(output), isPassed: code === 0 });
    });
  });
}

function readSummary(output) {
  const [, cases = "?", passed = "?", failed = "?"] =
    /Total cases: (\d+)\n(\d+) passed, (\d+) failed/.exec(output) ?? [];
  return { cases, passed, failed };
}

function printTable(results) {
  const rows = results.map(({ mode, engine, cases, passed, failed, seconds }) => {
    const isServer = mode === "server";
    return [isServer ? "our server" : "our client", engine, cases, passed, failed, `${seconds.toFixed(1)} s`];
  });
  for (const row of [["conformance", "HTTP/2 by", "cases", "passed", "failed", "time"], ...rows]) {
    say(row.map((cell, index) => (index < 2 ? cell.padEnd(12) : cell.padStart(7))).join(""));
  }
}

function findSuite() {
  const own = join(bin, "connectconformance");
  for (const known of ["connectconformance", own]) if (isRightVersion(known)) return known;
  say(`building the conformance suite ${version} …`);
  execFileSync("go", ["install", `${suite}@v${version}`], { env: { ...process.env, GOBIN: bin }, stdio: "inherit" });
  return own;
}

function isRightVersion(program) {
  if (program.includes("/") && !existsSync(program)) return false;
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return stdout?.includes(`v${version}`) ?? false;
}
