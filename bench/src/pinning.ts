import { execFileSync, spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

/** The core of the server under test, with all of its threads. */
export const serverCore = 0;

/** The core of everything else: the load, the runner that drains the pipes, the span sink. */
export const loadCore = 1;

/** True where two processes can be held on two cores; anything measured without that is noise. */
export const canPin = availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0;

/** A command line that runs on one core only. */
export function pinned(core: number, command: readonly string[]): readonly string[] {
  return canPin ? ["taskset", "-c", String(core), ...command] : command;
}

/** Moves this process away from the server's core. */
export function pinSelf(): void {
  if (canPin) execFileSync("taskset", ["-apc", String(loadCore), String(process.pid)], { stdio: "ignore" });
}
