// `npm run dlq`: lists, shows, replays and removes dead letters, of NATS_URL or of the fleet's own queue in DATA_DIR.
import { join } from "node:path";
import { ensureInstalled } from "./install.mjs";
import { findNode, projectEnvironment, root } from "./project.mjs";
import { runChild } from "./run-child.mjs";

await ensureInstalled({ needsPlaces: false });
const args = ["--no-warnings", join(root, "cli/src/dlq/main.ts"), ...process.argv.slice(2)];
process.exitCode = await runChild(findNode(), args, { cwd: root, env: projectEnvironment() });
