import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";

const program = join(import.meta.dirname, "index-builder/build-index.ts");

/** Builds an index in a process of its own. Rejects with what that process said last when it fails. */
export async function runIndexBuilder(): Promise<Buffer> {
  if (!existsSync(program)) throw new Error("a built program has no data; build it again, or set PLACES_INDEX");
  const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "pipe"] });
  const [bytes, errors, [exitCode]] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  if (exitCode !== 0) throw new Error(errors.trim() || `the builder ended with ${exitCode}`);
  return bytes;
}
