// `npm run cluster`: brings the fleet into a Kubernetes control plane of its own, changes it and removes it, in every way
// that deploy/ offers. `npm run cluster:up` keeps such a cluster until Ctrl-C. Both build its programs where they are not
// there yet, as `npm run cluster:build` does: with Go, in some minutes, once.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled } from "./install.mjs";
import { findNode, projectEnvironment, root } from "./project.mjs";
import { runChild } from "./run-child.mjs";
import { testReporters } from "./test-reporters.mjs";

const leash = ["--import", pathToFileURL(join(root, "scripts/leash.mjs")).href];
const test = ["--test", ...testReporters, "--test-timeout=1200000", "deploy/cluster/scenarios/main.ts"];
const commands = {
  build: [],
  test: [{ args: test }],
  up: [{ args: [...leash, "deploy/cluster/up.ts"], leashed: true }],
};

const [name = "test"] = process.argv.slice(2);
await ensureInstalled({ needsPlaces: false });
for (const { args, leashed = false } of [{ args: ["testkit/kubernetes/main.ts"] }, ...commands[name]]) {
  process.exitCode = await runChild(findNode(), args, { cwd: root, env: projectEnvironment(), leashed });
  if (process.exitCode !== 0) break;
}
