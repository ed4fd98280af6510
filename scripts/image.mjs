// `npm run image`: builds the image of all services, here and offline. `npm run image:fleet` runs the fleet from it, and
// `npm run image:test` tries it. All three build dist/ first, and use the machine's Docker or start a daemon (as root).
// `npm run image:files` writes the layers alone.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled } from "./install.mjs";
import { findNode, projectEnvironment, root } from "./project.mjs";
import { runChild } from "./run-child.mjs";

const leash = ["--import", pathToFileURL(join(root, "scripts/leash.mjs")).href];
const main = "deploy/image/main.ts";
const commands = {
  files: [{ args: [main, "files"] }],
  build: [{ args: [main, "build"] }],
  fleet: [{ args: [...leash, main, "fleet"], leashed: true }],
  test: [
    { args: [main, "files"] },
    { args: ["--test", "--test-timeout=600000", "--test-reporter=spec", "deploy/image/scenarios/main.ts"] },
  ],
};

/** Its own, so that nobody who builds dist/ meanwhile changes what goes in. */
const dist = join(root, ".cache/image/dist");
const env = { ...projectEnvironment(), DIST: dist };
const [name = "build"] = process.argv.slice(2);
await ensureInstalled();
for (const { args, leashed = false } of [{ args: ["scripts/build.mjs"] }, ...commands[name]]) {
  process.exitCode = await runChild(findNode(), args, { cwd: root, env, leashed });
  if (process.exitCode !== 0) break;
}
