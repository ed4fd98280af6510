// `npm run conformance`: the official Connect conformance suite against our server: Connect, gRPC and gRPC-Web, HTTP/1.1
// and HTTP/2, with and without TLS. Further arguments go to the suite, such as `-- --run "**/unary/success"`. Needs the
// program `connectconformance` on PATH, or Go to build it once into .cache/bin.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled } from "./install.mjs";
import { findNode, projectEnvironment, root, say } from "./project.mjs";
import { runChild } from "./run-child.mjs";

const version = "1.0.7";
const suite = "connectrpc.com/conformance/cmd/connectconformance";
const folder = join(root, "chassis/conformance");
const bin = join(root, ".cache/bin");

await ensureInstalled();
const options = ["--mode", "server", "--conf", "config.yaml", "--known-failing", "@known-failing.txt"];
const server = [findNode(), "server.ts"];
const args = [...options, ...process.argv.slice(2), "--", ...server];
process.exitCode = await runChild(findSuite(), args, { cwd: folder, env: projectEnvironment() });

function findSuite() {
  const own = join(bin, "connectconformance");
  for (const program of ["connectconformance", own]) if (isRightVersion(program)) return program;
  say(`building the conformance suite ${version} …`);
  execFileSync("go", ["install", `${suite}@v${version}`], { env: { ...process.env, GOBIN: bin }, stdio: "inherit" });
  return own;
}

function isRightVersion(program) {
  if (program.includes("/") && !existsSync(program)) return false;
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return stdout?.includes(`v${version}`) ?? false;
}
