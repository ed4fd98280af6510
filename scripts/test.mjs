// `npm test`: every test of the repository, or those that are named: `npm test -- chassis services/users/test/x.test.ts`.
import { existsSync, readFileSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled } from "./install.mjs";
import { findNode, projectEnvironment, root, say } from "./project.mjs";
import { runChild } from "./run-child.mjs";
import { testReporters } from "./test-reporters.mjs";

const { workspaces } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const folders = [...workspaces.map((workspace) => workspace.replace("/*", "")), "docs", "scripts"];
const testTimeoutMs = 180_000;

const [options, named] = split(process.argv.slice(2));
const patterns = (named.length > 0 ? named : folders).map(toPattern);
const concurrency = Math.min(4, Math.max(2, availableParallelism()));

await ensureInstalled();
const nodeArgs = [
  "--import",
  pathToFileURL(join(root, "scripts/end-test-file.mjs")).href,
  "--test",
  `--test-concurrency=${concurrency}`,
  `--test-timeout=${testTimeoutMs}`,
  ...testReporters,
  ...options,
  ...patterns,
];
process.exitCode = await runChild(findNode(), nodeArgs, { cwd: root, env: projectEnvironment() });

function split(args) {
  return [args.filter((arg) => arg.startsWith("-")), args.filter((arg) => !arg.startsWith("-"))];
}

function toPattern(path) {
  const full = join(root, path);
  if (!existsSync(full)) {
    say(`there is no ${path} to test`);
    process.exit(2);
  }
  return statSync(full).isDirectory() ? `${path.replace(/\/+$/, "")}/**/*.test.{ts,mjs}` : path;
}
