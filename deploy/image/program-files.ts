// The parts of the image that are ours: the programs with their compile cache, and the data that they read.
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type RootFile, textFile } from "./root-file.ts";

const home = "opt/flotilla";
/** What can be started in the image; each picks or is its own program. */
const commands = ["flotilla", "users-cli"];

/** What the programs read at run time, from `dist/assets`. */
export function dataFiles(dist: string): RootFile[] {
  return copyFolder(dist, "assets", (name) => !isCode(name));
}

/** The bundles, their compile cache, and their commands on PATH. Source maps stay outside: they are a third of the bytes. */
export function programFiles(dist: string): RootFile[] {
  return [
    ...copyFolder(dist, "lib", (name) => !name.endsWith(".map")),
    ...copyFolder(dist, "assets", (name) => name.endsWith(".mjs")),
    ...copyFolder(dist, "cache", () => true),
    ...commands.flatMap((name) => command(dist, name)),
  ];
}

function command(dist: string, name: string): RootFile[] {
  // There is no env in the image that would look for node.
  const text = readFileSync(join(dist, `${name}.mjs`), "utf8").replace(/^#!.*/, "#!/usr/local/bin/node");
  return [
    textFile(`${home}/${name}.mjs`, text, 0o755),
    { kind: "link", path: `usr/local/bin/${name}`, to: `/${home}/${name}.mjs` },
  ];
}

function copyFolder(dist: string, folder: string, isWanted: (name: string) => boolean): RootFile[] {
  const found = readdirSync(join(dist, folder), { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return paths.filter(isWanted).map((path) => ({
    kind: "file",
    path: `${home}/${path.slice(dist.length + 1)}`,
    mode: 0o644,
    read: () => readFile(path),
  }));
}

function isCode(name: string): boolean {
  return /\.mjs(\.map|\.LEGAL\.txt)?$/.test(name);
}
