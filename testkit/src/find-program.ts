import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const { CI, PATH = "" } = globalThis.process.env;

/**
 * Where on PATH a program lies that a test needs. `missing` is the reason to skip, or false; in CI a missing program is an
 * Error, so that nothing is skipped there silently.
 */
export function findProgram(name: string): { readonly missing: string | false; readonly path: string } {
  const path = PATH.split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
  if (path !== undefined) return { missing: false, path };
  if (CI && CI !== "false") throw new Error(`${name} is not on PATH, and CI must not skip what needs it`);
  return { missing: `${name} is not on PATH`, path: name };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
