// Writes data/ports.json from the npm package sea-ports (MIT): `npm run data -w @flotilla/ports`. The package already
// has the shape that the service reads, one JSON object keyed by UN/LOCODE; its keys are sorted here.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const ports = JSON.parse(readFileSync(require.resolve("sea-ports/lib/ports.json"), "utf8"));
const sorted = Object.fromEntries(Object.entries(ports).sort(([a], [b]) => (a < b ? -1 : 1)));
const file = fileURLToPath(new URL("../data/ports.json", import.meta.url));
writeFileSync(file, JSON.stringify(sorted));
execFileSync("biome", ["format", "--write", file], { stdio: "inherit" });
