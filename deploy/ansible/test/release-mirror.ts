import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A folder with one release of Prometheus in it, as GitHub has them. */
export interface ReleaseMirror {
  readonly url: string;
  /** Replaces the archive's checksum by that of something else. */
  spoil(): void;
}

/** Whoever packed the release is nobody whom this machine knows. */
const owner = ["--owner=4321", "--group=4321", "--numeric-owner"];

/** Packs the programs of this machine as the release `version`, beside a sha256sums.txt that is true. */
export function makeReleaseMirror(folder: string, version: string, programs: readonly string[]): ReleaseMirror {
  const name = `prometheus-${version}.linux-${process.arch === "arm64" ? "arm64" : "amd64"}`;
  const release = join(folder, `v${version}`);
  mkdirSync(join(release, name), { recursive: true });
  for (const program of programs) copyFileSync(program, join(release, name, program.split("/").at(-1)!));
  const archive = join(release, `${name}.tar.gz`);
  execFileSync("tar", [...owner, "--use-compress-program", "gzip -1", "-cf", archive, "-C", release, name]);
  const write = (bytes: Buffer) => writeSums(release, name, bytes);
  write(readFileSync(archive));
  return { url: pathToFileURL(folder).href, spoil: () => write(Buffer.from("something else")) };
}

function writeSums(release: string, name: string, bytes: Buffer): void {
  const sum = (content: Buffer | string) => createHash("sha256").update(content).digest("hex");
  const lines = [`${sum("for another machine")}  prometheus.darwin-arm64.tar.gz`, `${sum(bytes)}  ${name}.tar.gz`];
  writeFileSync(join(release, "sha256sums.txt"), `${lines.join("\n")}\n`);
}
