import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { benchFolder } from "./places.ts";

/** The machine in one line: what it is, never what it is called. */
export function machineLine(): string {
  const all = cpus();
  return `${all[0]?.model.replaceAll(/\s+/g, " ").trim() ?? "unknown CPU"}, ${all.length} cores, ${process.platform} ${process.arch}`;
}

/** The versions of everything that is compared, but for the servers that are missing here. */
export function versionLine(missing: ReadonlySet<string>): string {
  const { dependencies } = JSON.parse(readFileSync(join(benchFolder, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const npm = ["fastify", "@grpc/grpc-js", "@connectrpc/connect-node"].map((name) => `${name} ${dependencies[name]}`);
  const goMod = readFileSync(join(benchFolder, "peers/go/go.mod"), "utf8");
  const modules = ["google.golang.org/grpc", "github.com/gin-gonic/gin"].map((name) => moduleVersion(goMod, name));
  const rust = missing.has("tonic") ? [] : [`tonic ${crateVersion("tonic")}`];
  return [`Node ${process.version}`, goVersion(), ...modules, ...rust, ...npm].join(", ");
}

function moduleVersion(goMod: string, name: string): string {
  const line = goMod.split("\n").find((line) => line.trim().startsWith(`${name} `));
  return line?.trim() ?? name;
}

function crateVersion(name: string): string {
  const lock = readFileSync(join(benchFolder, "peers/rust/Cargo.lock"), "utf8");
  return new RegExp(`name = "${name}"\\nversion = "([^"]+)"`).exec(lock)?.[1] ?? "unknown";
}

function goVersion(): string {
  const text = execFileSync("go", ["version"], { encoding: "utf8" });
  return `Go ${/go(\d[\w.]*)/.exec(text)?.[1] ?? "unknown"}`;
}
