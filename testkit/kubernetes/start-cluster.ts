import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { startControlPlane } from "./control-plane.ts";
import { findKubernetes, type KubernetesFolder, missesKubernetes } from "./find-kubernetes.ts";
import { createNodes, createVolumes, storageClass } from "./furniture.ts";

export { missesKubernetes };

const run = promisify(execFile);
const outputBytes = 64 * 2 ** 20;
/** Until all objects of a kind must be as they should, on a machine that has other things to do. */
const patienceMs = 180_000;
const pauseMs = 100;

/** What a cluster has from its first moment on. */
export interface ClusterOptions {
  /** Nodes that run pods in name only, each in a zone of its own. Default: 3. */
  readonly nodes?: number;
  /** Volumes for whoever claims one, of 1 TiB. Default: 32. */
  readonly volumes?: number;
}

/** A Kubernetes cluster that a test owns: a real control plane, and nodes whose pods run in name only. */
export interface StartedCluster extends AsyncDisposable {
  /** For `KUBECONFIG`: of somebody who may do everything. */
  readonly kubeconfig: string;
  /** Environment of programs that shall see this cluster, and this one alone, by the `kubectl` of its version. */
  readonly env: Readonly<Record<string, string>>;
  /** How long it took to start, and what memory its programs hold. */
  readonly summary: string;
  /** Runs kubectl; resolves with what it prints, rejects with what it complains of. */
  kubectl(...args: readonly string[]): Promise<string>;
}

/**
 * Starts etcd, kube-apiserver, kube-controller-manager and kube-scheduler on free ports, with kwok in the kubelets' place;
 * disposing stops them and removes all that they kept. The custom resources of `custom-resources.ts` are there. Tests that
 * need it skip by {@link missesKubernetes}.
 *
 * @example
 * await using cluster = await startCluster();
 * await cluster.kubectl("apply", "--server-side", "-f", "manifest.yaml");
 */
export async function startCluster({ nodes = 3, volumes = 32 }: ClusterOptions = {}): Promise<StartedCluster> {
  const startMs = performance.now();
  const kubernetes = findKubernetes();
  await using started = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "flotilla-cluster-"));
  started.defer(() => rmSync(folder, { recursive: true }));
  const plane = started.use(await startControlPlane(kubernetes, folder));
  const env = toEnvironment(kubernetes, folder, plane.kubeconfig);
  const kubectl = createKubectl(kubernetes, env);
  const furniture = join(folder, "furniture.json");
  const items = [storageClass, ...createNodes(nodes), ...createVolumes(volumes)];
  writeFileSync(furniture, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  // The server looks at all of it anyway.
  await kubectl("apply", "--server-side", "--validate=false", "-f", kubernetes.crds, "-f", furniture);
  await waitForAll(kubectl, "customresourcedefinitions", ({ status }) => hasCondition(status, "Established"));
  await waitForAll(kubectl, "nodes", ({ status }) => hasCondition(status, "Ready"));
  await kubectl("wait", "--for=create", "serviceaccount/default", `--timeout=${patienceMs}ms`);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  const mebibytes = plane.pids.map(readResidentMebibytes).reduce((sum, size) => sum + size, 0);
  const stack = started.move();
  return {
    kubeconfig: plane.kubeconfig,
    env,
    summary: `started in ${seconds} s, ${Math.round(mebibytes)} MiB resident`,
    kubectl,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

interface ObservedObject {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** `kubectl wait` looks at one after the other, and gives what is left of its time to the next. */
async function waitForAll(
  kubectl: StartedCluster["kubectl"],
  kind: string,
  isGood: (object: ObservedObject) => boolean,
): Promise<void> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const { items } = JSON.parse(await kubectl("get", kind, "--output=json")) as { items: readonly ObservedObject[] };
    const late = items.filter((object) => !isGood(object)).map(({ metadata }) => metadata.name);
    if (late.length === 0) return;
    if (performance.now() > endMs)
      throw new Error(`not ready after ${patienceMs / 1000} s: ${kind} ${late.join(", ")}`);
    await delay(pauseMs);
  }
}

function hasCondition(status: ObservedObject["status"], type: string): boolean {
  return (status?.conditions ?? []).some((condition) => condition.type === type && condition.status === "True");
}

/** Nothing of the person's own: no other cluster, no settings of helm. */
function toEnvironment({ bin }: KubernetesFolder, folder: string, kubeconfig: string) {
  const path = [bin, globalThis.process.env["PATH"]].join(delimiter);
  return { PATH: path, HOME: folder, KUBECONFIG: kubeconfig };
}

function createKubectl({ bin }: KubernetesFolder, env: StartedCluster["env"]): StartedCluster["kubectl"] {
  return async (...args) => {
    const { stdout } = await run(join(bin, "kubectl"), args, { env, maxBuffer: outputBytes });
    return stdout;
  };
}

function readResidentMebibytes(pid: number): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes ?? 0) / 1024;
}
