// Gathers the standard .proto files that ours import into contract/include (git-ignored), then generates contract/gen
// and what is made of it: docs/faults.md, the tables of settings, and what deploy/ takes from contract and manifest. `--image` also refreshes the image that
// `buf breaking` compares with; `--gather` does the first part only. Needs npm and Go; users of the repo need neither,
// since what is generated is committed.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findNode, root, say } from "./project.mjs";

const include = join(root, "contract/include");
const sources = {
  npm: ["google-proto-files@6.0.1", "@grpc/reflection@1.0.4", "grpc-health-check@2.1.0"],
  go: ["github.com/bufbuild/protovalidate@v1.2.2", "connectrpc.com/conformance@v1.0.7"],
};
const conformanceFiles = ["client_compat.proto", "config.proto", "server_compat.proto", "service.proto"];
const googleFiles = [
  "api/annotations.proto",
  "api/field_behavior.proto",
  "api/http.proto",
  "api/httpbody.proto",
  "rpc/code.proto",
  "rpc/error_details.proto",
  "rpc/status.proto",
];

try {
  gatherIncludes();
} catch (error) {
  if (error.syscall !== "spawnSync go") throw error;
  say("some standard .proto files come as Go modules, and there is no `go` on PATH: install Go from https://go.dev/dl");
  process.exit(1);
}
if (!process.argv.includes("--gather")) generate();

function generate() {
  run("npx", ["--no-install", "buf", "generate"], join(root, "contract"));
  run(findNode(), [join(root, "scripts/comments.mjs")], root);
  for (const page of ["faults", "settings"]) run(findNode(), [join(root, `scripts/${page}.mjs`), "--write"], root);
  for (const part of ["generate", "rendered"]) run(findNode(), [join(root, `deploy/${part}/main.ts`)], root);
  if (process.argv.includes("--image") || !existsSync(join(root, "contract/image.binpb"))) {
    run("npx", ["--no-install", "buf", "build", "proto", "-o", "image.binpb"], join(root, "contract"));
  }
}

function gatherIncludes() {
  const stamp = join(include, "STAMP");
  const wanted = JSON.stringify({ ...sources, conformanceFiles, googleFiles });
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("gathering the standard .proto files …");
  const scratch = mkdtempSync(join(tmpdir(), "flotilla-gen-"));
  writeFileSync(join(scratch, "package.json"), "{}");
  run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", ...sources.npm], scratch);
  writeFileSync(join(scratch, "go.mod"), "module gather\n\ngo 1.24\n");
  const [protovalidate, conformance] = sources.go.map((module) => downloadModule(module, scratch));
  const modules = join(scratch, "node_modules");
  rmSync(include, { recursive: true, force: true });
  for (const file of googleFiles) copy(join(modules, "google-proto-files/google", file), `google/${file}`);
  const reflection = join(modules, "@grpc/reflection/build/proto/grpc/reflection");
  copy(join(reflection, "v1/reflection.proto"), "grpc/reflection/v1/reflection.proto");
  copy(join(reflection, "v1alpha/reflection.proto"), "grpc/reflection/v1alpha/reflection.proto");
  copy(join(modules, "grpc-health-check/proto/health/v1/health.proto"), "grpc/health/v1/health.proto");
  const validate = "proto/protovalidate/buf/validate/validate.proto";
  copy(join(protovalidate, validate), "buf/validate/validate.proto");
  for (const file of conformanceFiles) {
    const path = `connectrpc/conformance/v1/${file}`;
    copy(join(conformance, "proto", path), path);
  }
  writeFileSync(stamp, wanted);
  rmSync(scratch, { recursive: true, force: true });
}

/** The folder that a Go module was downloaded to. */
function downloadModule(module, cwd) {
  const answer = execFileSync("go", ["mod", "download", "-json", module], { cwd, encoding: "utf8" });
  return JSON.parse(answer).Dir;
}

function copy(from, to) {
  const target = join(include, to);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(from, target);
}

function run(command, args, cwd) {
  execFileSync(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
}
