import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./project.mjs";

/**
 * Version, commit and date of a build: what BUILD_VERSION, BUILD_COMMIT and BUILD_DATE say, else what the repository knows.
 * An empty variable says nothing: `docker build` passes on what it was not given. What cannot be known keeps the words of an
 * unstamped run.
 */
export function readStamp(env) {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return {
    version: env.BUILD_VERSION || version,
    commit: env.BUILD_COMMIT || (git("rev-parse", "--short=12", "HEAD") ?? "none"),
    date: env.BUILD_DATE || (git("show", "-s", "--format=%cI", "HEAD") ?? "unknown"),
  };
}

function git(...args) {
  try {
    return execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}
