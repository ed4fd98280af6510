import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type CustomResourceSource, sources } from "./custom-resources.ts";
import { findKubernetes, type KubernetesFolder, kongFile, modules } from "./find-kubernetes.ts";

const run = promisify(execFile);

/**
 * Builds the tools of the Go modules and gathers what they need, once per version of all of it: some minutes on two cores.
 * Processes that do it at once do no harm.
 */
export async function buildKubernetes(): Promise<KubernetesFolder> {
  const built = findKubernetes();
  if (existsSync(built.path)) return built;
  await mkdir(dirname(built.path), { recursive: true });
  const unfinished = mkdtempSync(`${built.path}-`);
  try {
    await Promise.all([
      buildPrograms(join(unfinished, "bin")),
      copyStages(join(unfinished, "stages")),
      copyCustomResources(join(unfinished, "crds")),
    ]);
    await rename(unfinished, built.path);
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(built.path)) throw cause;
  }
  return built;
}

async function buildPrograms(bin: string): Promise<void> {
  await mkdir(bin);
  for (const folder of Object.values(modules)) {
    await go(folder, "build", "-trimpath", "-buildvcs=false", "-ldflags", toLinkerFlags(), "-o", `${bin}/`, "tool");
  }
  await rename(join(bin, "server"), join(bin, "etcd"));
}

/** Clients look at the version of a server, and charts refuse some: unless it is said here it is 0.0.0. */
function toLinkerFlags(): string {
  const text = readFileSync(join(modules.controlPlane, "go.mod"), "utf8");
  const [, version, major, minor] = /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/.exec(text)!;
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: "clean" };
  const variables = Object.entries(values).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  return ["-s", "-w", ...variables].join(" ");
}

/** Pods are ready as soon as they are scheduled, Jobs are done at once, and what is deleted is gone. */
async function copyStages(stages: string): Promise<void> {
  const folder = await go(modules.kwok, "list", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/kwok");
  await mkdir(stages);
  for (const stage of ["node/fast", "node/heartbeat", "pod/fast"]) {
    await copyYaml(join(folder, "kustomize/stage", stage), stages);
  }
}

async function copyCustomResources(crds: string): Promise<void> {
  await mkdir(crds);
  await cp(kongFile, join(crds, "kong.yaml"));
  await Promise.all(sources.map((source) => copySource(source, crds)));
}

async function copySource({ module, folder, files }: CustomResourceSource, crds: string): Promise<void> {
  const { Dir } = JSON.parse(await go(modules.kwok, "mod", "download", "-json", module)) as { readonly Dir: string };
  await copyYaml(join(Dir, folder), crds, files);
}

async function copyYaml(from: string, to: string, files: readonly string[] = readdirSync(from)): Promise<void> {
  const wanted = files.filter((file) => file.endsWith(".yaml") && file !== "kustomization.yaml");
  await Promise.all(wanted.map((file) => cp(join(from, file), join(to, file))));
}

async function go(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run("go", args, { cwd: folder });
  return stdout.trim();
}
