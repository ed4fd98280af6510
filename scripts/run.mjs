// Runs a program of ours as `node` would, options included, on the project's Node and after what is missing was installed:
// `node scripts/run.mjs --test deploy/compose/topology/main.ts`. For npm scripts that need nothing else before.
import { ensureInstalled } from "./install.mjs";
import { findNode, projectEnvironment, root } from "./project.mjs";
import { runChild } from "./run-child.mjs";
import { testReporters } from "./test-reporters.mjs";

const args = process.argv.slice(2);
if (args[0] === "--test") args.unshift(...testReporters);
await ensureInstalled();
process.exitCode = await runChild(findNode(), args, { cwd: root, env: projectEnvironment() });
