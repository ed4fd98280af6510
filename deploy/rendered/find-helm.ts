import { spawnSync } from "node:child_process";

/** A Helm on PATH: the ones that `.ci/run` builds, or the user's own. */
export function findHelm(): string | undefined {
  return ["helm4", "helm3", "helm"].find((name) => spawnSync(name, ["version"], { stdio: "ignore" }).status === 0);
}
