import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { benchFolder, outFolder, root } from "./places.ts";

/** True where a Go toolchain is installed; loader and Go peers need one. */
export const hasGo = spawnSync("go", ["version"]).status === 0;

/** Builds the loader into the out folder. */
export function buildLoader(): void {
  goBuild("loader", "loader");
}

/** Builds the Go peers; their stubs are generated from the contract first. */
export function buildPeers(): void {
  const peers = join(benchFolder, "peers/go");
  if (!existsSync(join(peers, "userpb"))) {
    const proto = join(root, "contract/proto");
    run(join(root, "node_modules/.bin/buf"), ["generate", proto, "--path", join(proto, "user")], peers);
  }
  goBuild("peers/go", "peer");
}

function goBuild(folder: string, name: string): void {
  mkdirSync(outFolder, { recursive: true });
  run("go", ["build", "-o", join(outFolder, name), "."], join(benchFolder, folder));
}

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
}
