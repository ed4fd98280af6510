import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findProgram } from "./find-program.ts";

const run = promisify(execFile);
const sources = fileURLToPath(new URL("../mongo/", import.meta.url));
const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));

/** What the JVM loads: the compiled launcher and the server's jars. */
export interface MongoProgram {
  readonly java: string;
  readonly classPath: string;
}

/** Why the server cannot be started here, or false; in CI a missing program is an Error. */
export function missesMongo(): string | false {
  const programs = existsSync(toFolder()) ? ["java"] : ["java", "javac", "mvn"];
  return programs.map((name) => findProgram(name).missing).find((missing) => missing !== false) ?? false;
}

/** Fetches the server and compiles its launcher, once per version of both; processes that do it at once do no harm. */
export async function buildMongo(): Promise<MongoProgram> {
  const folder = toFolder();
  if (!existsSync(folder)) await build(folder);
  return { java: findProgram("java").path, classPath: `${folder}:${join(folder, "*")}` };
}

async function build(folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, "mongo-"));
  const pom = join(sources, "pom.xml");
  await run("mvn", ["-q", "-B", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${unfinished}`]);
  await run("javac", ["-cp", join(unfinished, "*"), "-d", unfinished, join(sources, "DurableMongo.java")]);
  try {
    await rename(unfinished, folder);
  } catch (cause) {
    await rm(unfinished, { recursive: true });
    if (!existsSync(folder)) throw cause;
  }
}

function toFolder(): string {
  const hash = createHash("sha256");
  for (const file of ["pom.xml", "DurableMongo.java"]) hash.update(readFileSync(join(sources, file)));
  return join(cache, `durable-mongo-${hash.digest("hex").slice(0, 12)}`);
}
