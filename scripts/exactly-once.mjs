// `npm run exactly-once`: see fleet/exactly-once. Services that are killed all the time start sooner from what Node compiled.
import { join } from "node:path";
import { ensureInstalled } from "./install.mjs";
import { findNode, projectEnvironment, root } from "./project.mjs";
import { runChild } from "./run-child.mjs";

await ensureInstalled();
const args = [join(root, "fleet/exactly-once/main.ts"), ...process.argv.slice(2)];
process.exitCode = await runChild(findNode(), args, { cwd: root, env: projectEnvironment() });
