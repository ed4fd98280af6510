// `npm run build`: every program in dist/, stamped with its version, beside a warm compile cache. dist/ can be copied
// anywhere: nothing in it needs node_modules. `npm run build -- users users-cli` builds only those. dist/bundled.json says
// which sources went in.
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleAssets } from "./bundle-assets.mjs";
import { ensureInstalled, ensurePlacesIndex } from "./install.mjs";
import { dist, findNode, listServices, projectEnvironment, root, say } from "./project.mjs";
import { readStamp } from "./read-stamp.mjs";
import { requiredBuiltins } from "./required-builtins.mjs";
import { runChild } from "./run-child.mjs";

/** Programs that run on the project's Node, by the name of their source; they share what they have in common. */
const servers = {
  fleet: "fleet/src/main.ts",
  ...Object.fromEntries(listServices().map((name) => [name, `services/${name}/src/main.ts`])),
};
const launcher = { flotilla: "cli/src/flotilla/main.ts" };
/** People start a command line with whatever Node they have, and with it alone. */
const tools = { "users-cli": "cli/src/main.ts" };

await ensureInstalled();
await ensurePlacesIndex();
const { build } = await import("esbuild");
rmSync(dist, { recursive: true, force: true });
const wanted = process.argv.slice(2);
const names = [...Object.keys(servers), ...Object.keys(tools)].filter(isWanted);
const stamp = readStamp(process.env);
const bundled = { sources: new Set(), chunks: new Set() };
await bundle({ entryPoints: { ...launcher, ...pick(servers) }, splitting: true, target: "node26" });
if (names.some((name) => name in tools)) await bundle({ entryPoints: pick(tools), target: "node20" });
writeRecord();
for (const name of ["flotilla", ...names]) writeLauncher(name, name in tools ? 20 : 26);
say("warming the compile cache …");
const warm = join(root, "scripts/warm.mjs");
process.exitCode = await runChild(findNode(), [warm, ...names], { env: projectEnvironment() });

function isWanted(name) {
  return wanted.length === 0 || wanted.includes(name);
}

function pick(programs) {
  return Object.fromEntries(Object.entries(programs).filter(([name]) => isWanted(name)));
}

/** Writes the programs to dist/lib. With `splitting` they share chunks, and what they load late has files of its own. */
async function bundle(options) {
  const { metafile } = await build({
    absWorkingDir: root,
    outdir: join(dist, "lib"),
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunk-[hash]",
    bundle: true,
    platform: "node",
    format: "esm",
    // The libraries that are CommonJS ask for Node's own modules by `require`, which an ES module has to make itself.
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module";\nconst require = makeRequire(import.meta.url);',
    },
    define: { FLOTILLA_BUILD: JSON.stringify(stamp), FLOTILLA_PROGRAMS: JSON.stringify(names) },
    plugins: [requiredBuiltins, bundleAssets(join(dist, "assets"), note)],
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "linked",
    metafile: true,
    logLevel: "warning",
    ...options,
  }).catch(() => process.exit(1));
  note(metafile);
  for (const path of Object.keys(metafile.outputs).sort()) addChunk(path, metafile.outputs);
}

/** Chunks in the order in which they can be loaded one by one: after all that they import. */
function addChunk(path, outputs) {
  const isNew = /\/chunk-[^/]*\.mjs$/.test(path) && !bundled.chunks.has(path);
  if (!isNew) return;
  for (const { path: next, kind } of outputs[path].imports) if (kind === "import-statement") addChunk(next, outputs);
  bundled.chunks.add(path);
}

/** Remembers the sources that a bundle really holds; what is in none was left out as unused. */
function note({ outputs }) {
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) if (bytesInOutput > 0) bundled.sources.add(path);
  }
}

/**
 * The file that people start: it refuses a Node that is too old in words, and switches the compile cache on (Node ≥ 22.1)
 * before the program is loaded.
 */
function writeLauncher(name, major) {
  const path = join(dist, `${name}.mjs`);
  const text = `#!/usr/bin/env node
import module from "node:module";
import { fileURLToPath } from "node:url";

if (Number.parseInt(process.versions.node, 10) < ${major}) {
  process.stderr.write(\`${name} needs Node ${major} or newer; this is \${process.version}.\\n\`);
  process.exit(1);
}
const directory = fileURLToPath(new URL("cache", import.meta.url));
module.enableCompileCache?.({ directory, portable: true });
await import("./lib/${name}.mjs");
`;
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

/** What `npm run image` and `npm run sbom` know of the build. */
function writeRecord() {
  const record = { build: stamp, sources: [...bundled.sources].sort(), chunks: [...bundled.chunks] };
  writeFileSync(join(dist, "bundled.json"), `${JSON.stringify(record, undefined, 1)}\n`);
}
