// `npm run bench`, `bench:chain`, `bench:startup`: installs what is missing, then runs one of the programs in src/.
import { join } from "node:path";
import { ensureInstalled } from "../scripts/install.mjs";
import { findNode, projectEnvironment, root } from "../scripts/project.mjs";
import { runChild } from "../scripts/run-child.mjs";

const [program = "main", ...args] = process.argv.slice(2);

await ensureInstalled();
const file = join(root, "bench/src", `${program}.ts`);
process.exitCode = await runChild(findNode(), [file, ...args], { env: projectEnvironment() });
