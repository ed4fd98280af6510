// Writes every generated file of deploy/, and removes those that no generator makes any more. `npm run gen` runs it.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readFleet } from "./fleet.ts";
import { mark } from "./generator.ts";
import { generators } from "./generators.ts";

const root = join(import.meta.dirname, "../..");
const fleet = readFleet();
const outputs = generators.flatMap((generate) => generate(fleet));
const made = new Set(outputs.map(({ path }) => path));
for (const path of listMarked()) if (!made.has(path)) rmSync(join(root, path));
for (const { path, text } of outputs) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Files of the repository whose first line is the mark, in whatever kind of comment. */
function listMarked(): readonly string[] {
  const listing = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: root, encoding: "utf8" });
  return listing.split("\0").filter((path) => path !== "" && isMarked(path));
}

function isMarked(path: string): boolean {
  try {
    return readFileSync(join(root, path), "utf8").slice(0, 200).split("\n", 1)[0]!.endsWith(mark);
  } catch {
    return false;
  }
}
