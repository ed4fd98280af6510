import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const { CI, PATH = "" } = globalThis.process.env;

/**
 * Whether a program that a test needs is on PATH. `missing` is the reason to skip, or false; in CI a missing program
 * is an Error, so that nothing is skipped there silently.
 */
export function findProgram(name: string): { readonly missing: string | false } {
  const isFound = PATH.split(delimiter).some((folder) => isExecutable(join(folder, name)));
  if (isFound) return { missing: false };
  if (CI && CI !== "false") throw new Error(`${name} is not on PATH, and CI must not skip what needs it`);
  return { missing: `${name} is not on PATH` };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
