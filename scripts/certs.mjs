// `npm run certs`: a development CA, with a certificate for every service and for the two others that call them.
import { join } from "node:path";
import { ensureInstalled } from "./install.mjs";
import { findNode, listServices, projectEnvironment, root } from "./project.mjs";
import { runChild } from "./run-child.mjs";

await ensureInstalled({ needsPlaces: false });
const args = [join(root, "testkit/certs/main.ts"), ...process.argv.slice(2), ...listServices(), "gateway", "operator"];
process.exitCode = await runChild(findNode(), args, { cwd: root, env: projectEnvironment() });
