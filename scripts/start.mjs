// `npm start`: the whole fleet in one process. `npm run start:users`: one service alone. Arguments are passed on.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled } from "./install.mjs";
import { findNode, listServices, projectEnvironment, root } from "./project.mjs";
import { runChild } from "./run-child.mjs";

const [first = "", ...rest] = process.argv.slice(2);
const isService = listServices().includes(first);
const entry = isService ? `services/${first}/src/main.ts` : "fleet/src/main.ts";
const args = isService ? rest : process.argv.slice(2);

await ensureInstalled({ needsPlaces: !isService || first === "places" });
const leash = pathToFileURL(join(root, "scripts/leash.mjs")).href;
const nodeArgs = ["--import", leash, join(root, entry), ...args];
process.exitCode = await runChild(findNode(), nodeArgs, { cwd: root, env: projectEnvironment(), leashed: true });
