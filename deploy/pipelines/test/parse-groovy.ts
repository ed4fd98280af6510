import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname;
const folder = join(here, "../../../.cache/groovy");
const version = "4.0.28";

/** Reads files by Groovy's own parser, which Maven brings once; what it objects to, or nothing. */
export function parseGroovy(paths: readonly string[]): string {
  const jar = join(folder, `groovy-${version}.jar`);
  const artifact = `-Dartifact=org.apache.groovy:groovy:${version}`;
  if (!existsSync(jar)) execFileSync("mvn", ["-q", "-B", "dependency:copy", artifact, `-DoutputDirectory=${folder}`]);
  const { status, stderr } = spawnSync("java", ["-cp", jar, join(here, "ParseGroovy.java"), ...paths], {
    encoding: "utf8",
  });
  return status === 0 ? "" : stderr;
}
