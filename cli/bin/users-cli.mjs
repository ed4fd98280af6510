#!/usr/bin/env node
// The sources are TypeScript, which a system Node before 22 cannot run: this launcher is plain JavaScript and hands
// over to the project's own Node, so that the command works from any shell.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const child = spawn(findNode(), ["--no-warnings", join(here, "../src/main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  process.stderr.write(`error: cannot start Node: ${error.message}\n`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (!signal) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});

function findNode() {
  const require = createRequire(import.meta.url);
  const paths = require.resolve.paths("node") ?? [];
  const found = paths.map((path) => join(path, "node/bin/node")).find((path) => existsSync(path));
  return found ?? process.execPath;
}
