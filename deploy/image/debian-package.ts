import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A package of Debian, as it is installed. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/** The package that installed a file; throws where none did. */
export async function findDebianPackage(path: string): Promise<DebianPackage> {
  const name = await nameOwner(path);
  const format = ["Package", "Version", "Architecture"].map((field) => `\${${field}}`).join("\t");
  const { stdout } = await run("dpkg-query", ["--show", `--showformat=${format}`, name]);
  const [bare = "", version = "", architecture = ""] = stdout.split("\t");
  return { name: bare, version, architecture };
}

/** dpkg knows a file by one of its names, since `/lib` became a link to `/usr/lib`. */
async function nameOwner(path: string): Promise<string> {
  const real = await realpath(path);
  const names = new Set([path, real, real.replace(/^\/usr/, "")]);
  for (const name of names) {
    const found = await run("dpkg-query", ["--search", name]).catch(() => undefined);
    const owner = found?.stdout.split(": ")[0];
    if (owner !== undefined) return owner;
  }
  throw new Error(`no package of Debian has ${path}`);
}
