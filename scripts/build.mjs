// `npm run build`: one self-contained file per program in dist/, stamped with its version, beside a warm compile cache.
// dist/ can be copied anywhere: nothing in it needs node_modules. `npm run build -- users users-cli` builds only those.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundleAssets } from "./bundle-assets.mjs";
import { ensureInstalled, ensurePlacesIndex } from "./install.mjs";
import { findNode, listServices, projectEnvironment, root, say } from "./project.mjs";
import { requiredBuiltins } from "./required-builtins.mjs";
import { runChild } from "./run-child.mjs";

/** Programs run on the project's Node, except the command line, which people start with whatever Node they have. */
const programs = [
  { name: "fleet", source: "fleet/src/main.ts", target: "node26" },
  ...listServices().map((name) => ({ name, source: `services/${name}/src/main.ts`, target: "node26" })),
  { name: "users-cli", source: "cli/src/main.ts", target: "node20" },
];

const dist = join(root, "dist");

await ensureInstalled();
await ensurePlacesIndex();
const { build } = await import("esbuild");
rmSync(dist, { recursive: true, force: true });
const stamp = readStamp();
const wanted = process.argv.slice(2);
const isWanted = ({ name, source }) => (wanted.length === 0 ? existsSync(join(root, source)) : wanted.includes(name));
const built = programs.filter(isWanted);
for (const program of built) {
  const bytes = await bundle(program).catch(() => process.exit(1));
  writeLauncher(program);
  say(`dist/${program.name}.mjs (${Math.round(bytes / 1024)} KiB)`);
}
say("warming the compile cache …");
const warm = join(root, "scripts/warm.mjs");
process.exitCode = await runChild(findNode(), [warm, ...built.map(({ name }) => name)], { env: projectEnvironment() });

/** Version, commit and date of this build; what cannot be known keeps the words of an unstamped run. */
function readStamp() {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const commit = process.env.BUILD_COMMIT ?? git("rev-parse", "--short=12", "HEAD") ?? "none";
  const date = process.env.BUILD_DATE ?? git("show", "-s", "--format=%cI", "HEAD") ?? "unknown";
  return { version: process.env.BUILD_VERSION ?? version, commit, date };
}

function git(...args) {
  try {
    return execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

async function bundle({ name, source, target }) {
  const outfile = join(dist, "lib", `${name}.mjs`);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target,
    // The libraries that are CommonJS ask for Node's own modules by `require`, which an ES module has to make itself.
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module";\nconst require = makeRequire(import.meta.url);',
    },
    define: { FLOTILLA_BUILD: JSON.stringify(stamp) },
    plugins: [requiredBuiltins, bundleAssets(join(dist, "assets"))],
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "linked",
    metafile: true,
    logLevel: "warning",
  });
  return Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint)?.bytes ?? 0;
}

/**
 * The file that people start: it refuses a Node that is too old in words, and switches the compile cache on (Node ≥ 22.1)
 * before the program is loaded.
 */
function writeLauncher({ name, target }) {
  const path = join(dist, `${name}.mjs`);
  const major = target.replace("node", "");
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
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}
