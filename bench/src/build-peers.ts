import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { benchFolder, outFolder, root } from "./places.ts";
import { say } from "./say.ts";
import type { ServerName } from "./targets.ts";

/** True where a Go toolchain is installed; loader and Go peers need one. */
export const hasGo = isInstalled("go", "version");

const hasRust = isInstalled("cargo", "--version") && isInstalled("protoc", "--version");

/** Builds the loader and all peers; answers those that cannot be built here. Throws without Go. */
export function buildAll(): readonly ServerName[] {
  if (!hasGo) throw new Error("the loader and two of the peers are Go programs, and no Go toolchain is installed");
  say("building the loader and the peers …");
  buildLoader();
  buildGoPeers();
  if (hasRust) buildRustPeer();
  else say("WARNING: tonic is SKIPPED: it needs cargo and protoc (Debian: protobuf-compiler)");
  return hasRust ? [] : ["tonic"];
}

/** Builds the loader into the out folder. */
export function buildLoader(): void {
  goBuild("loader", "loader");
}

/** Builds the Go peers; their stubs are generated from the contract first. */
function buildGoPeers(): void {
  const peers = join(benchFolder, "peers/go");
  if (!["userpb", "benchpb"].every((stubs) => existsSync(join(peers, stubs)))) {
    const proto = join(root, "contract/proto");
    const paths = ["user", "flotilla/bench"].flatMap((folder) => ["--path", join(proto, folder)]);
    run(join(root, "node_modules/.bin/buf"), ["generate", proto, ...paths], peers);
  }
  goBuild("peers/go", "peer");
}

/** Its lock file is committed, so that everybody measures the same crates. */
function buildRustPeer(): void {
  const target = join(outFolder, "rust");
  run("cargo", ["build", "--release", "--locked", "--quiet", "--target-dir", target], join(benchFolder, "peers/rust"));
  copyFileSync(join(target, "release/tonic-peer"), join(outFolder, "tonic-peer"));
}

function goBuild(folder: string, name: string): void {
  mkdirSync(outFolder, { recursive: true });
  run("go", ["build", "-o", join(outFolder, name), "."], join(benchFolder, folder));
}

function isInstalled(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
}
