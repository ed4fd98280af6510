// Installs what is missing: on a fresh clone everything, after a pull what changed in package-lock.json.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findNode, outsideEnvironment, projectEnvironment, root, say } from "./project.mjs";
import { runChild } from "./run-child.mjs";

const progressMs = 5_000;
const places = join(root, "services/places");

/**
 * Makes node_modules agree with package-lock.json, and the project's Node, compiled code and, unless `needsPlaces` is
 * false, the index of places be there; does nothing when all hold.
 */
export async function ensureInstalled({ needsPlaces = true } = {}) {
  const why = whyStale();
  if (why) await installPackages(why);
  if (!findNode()) await installNode();
  // First: building the index keeps what it compiles at the same place.
  if (!existsSync(join(root, ".cache/compile"))) await compileServices();
  if (needsPlaces && !existsSync(join(places, "data/places.index"))) await ensurePlacesIndex();
}

/** Lets Node keep what it compiles of all services, so that their first start is as fast and as lean as any other. */
async function compileServices() {
  const args = ["--input-type=module", "--eval", 'await import("./fleet/src/app.ts")'];
  await runChild(findNode(), args, { cwd: root, env: projectEnvironment() });
}

/** Builds the index of places unless it is there and made from the data as it is. */
export async function ensurePlacesIndex() {
  const args = [join(places, "scripts/write-index.ts")];
  const code = await runChild(findNode(), args, { cwd: root, env: projectEnvironment() });
  if (code !== 0) fail("the index of places could not be built; see the lines above", code);
}

/** Not `npm ci`: that refuses a lock file written where binaries for other machines could not be had. */
async function installPackages(why) {
  say(`${why}, installing the dependencies (a minute or so) …`);
  await step("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], root);
}

/** Where install scripts are switched off, the npm package `node` comes without the binary: its script brings it. */
async function installNode() {
  say("install scripts are off on this machine: running the one of the package `node`, which brings Node itself …");
  await step(process.execPath, ["installArchSpecificPackage.js"], join(root, "node_modules/node"));
  if (!findNode()) fail("the package `node` brought no binary for this machine; see the lines above");
}

async function step(command, args, cwd) {
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 1000);
  const timer = setInterval(() => say(`still installing, ${seconds()} s …`), progressMs);
  const code = await runChild(command, args, { cwd, env: outsideEnvironment() }).finally(() => clearInterval(timer));
  if (code !== 0) fail(`\`${command} ${args.join(" ")}\` failed with exit code ${code}`, code);
  say(`installed in ${seconds()} s`);
}

function fail(message, code = 1) {
  say(message);
  process.exit(code);
}

function whyStale() {
  const installed = readLock(join(root, "node_modules/.package-lock.json"));
  if (!installed) return "nothing is installed yet";
  const changed = staleEntries(readLock(join(root, "package-lock.json")), installed);
  return changed.length > 0 ? `${changed.length} packages changed (${changed[0]} …)` : undefined;
}

function readLock(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/**
 * The packages that `wanted` (package-lock.json) has and `installed` (npm's own record in node_modules, written when
 * an install is complete) lacks or has in another version. Optional ones may be absent: they are for other machines.
 */
export function staleEntries(wanted, installed) {
  const isStale = ([path, entry]) => {
    const found = installed.packages[path];
    if (!found) return path !== "" && !entry.optional;
    return found.version !== entry.version || found.integrity !== entry.integrity || found.resolved !== entry.resolved;
  };
  const stale = Object.entries(wanted.packages).filter(isStale);
  return stale.map(([path]) => path.replace(/^.*node_modules\//, ""));
}
