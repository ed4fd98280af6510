import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { RootFile } from "./root-file.ts";

const run = promisify(execFile);

/** Where the libraries lie that a program is linked with, its loader among them, as the system's loader finds them. */
export async function findLibraries(program: string): Promise<string[]> {
  const { stdout } = await run("ldd", [program]);
  const paths = [...stdout.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)].map(([, path = ""]) => path);
  if (paths.length === 0) throw new Error(`ldd names no library of ${program}:\n${stdout}`);
  return paths.sort();
}

/** The libraries as files of the image, at the same paths. */
export async function nativeLibraries(program: string): Promise<RootFile[]> {
  const paths = await findLibraries(program);
  return paths.map((path) => ({ kind: "file", path: path.slice(1), mode: 0o755, read: () => readFile(path) }));
}
