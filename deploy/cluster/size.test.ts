// Whoever starts a cluster as these pages tell must not end with pods that no node has room for.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { toPod } from "../chart/test/pods.ts";
import { type Manifest, missesHelm, renderChart } from "../chart/test/render-chart.ts";

/** For the node's own pods, and for those of metrics, monitoring, logging and the gateway. */
const others = { cpu: 2, memory: 3 * 2 ** 30 };

interface Workload {
  readonly kind: string;
  readonly spec: { readonly replicas?: number; readonly minReplicas?: number };
}

describe("a cluster of one's own", { skip: missesHelm }, () => {
  it("has room for all pods, wherever a page says how to start one", async () => {
    const asked = sum(await renderChart());
    const files = ["README.md", "target.sh"].map((name) => readFileSync(join(import.meta.dirname, name), "utf8"));
    const commands = files.flatMap((text) => text.match(/minikube start[^`"&\n]*/g) ?? []);
    assert.ok(commands.length >= 4);
    for (const command of commands) {
      const [, cpus = "2"] = /--cpus=(\d+)/.exec(command) ?? [];
      const [, memory = "2"] = /--memory=(\d+)g/.exec(command) ?? [];
      assert.ok(Number(cpus) >= asked.cpu + others.cpu, `${command}: ${asked.cpu} cores are asked for`);
      assert.ok(Number(memory) * 2 ** 30 >= asked.memory + others.memory, `${command}: ${asked.memory} bytes`);
    }
  });
});

/** What the pods ask for while there are as few as the chart allows. */
function sum(manifests: readonly Manifest[]): { readonly cpu: number; readonly memory: number } {
  const total = { cpu: 0, memory: 0 };
  for (const manifest of manifests.filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet")) {
    const scaler = manifests.find(
      (one) => one.kind.endsWith("Autoscaler") && one.metadata.name === manifest.metadata.name,
    );
    const { minReplicas = 1 } = (scaler as Workload | undefined)?.spec ?? {};
    const pods = (manifest as unknown as Workload).spec.replicas ?? minReplicas;
    for (const { resources } of toPod(manifest).containers) {
      const { requests } = resources as { readonly requests: { readonly cpu: string; readonly memory: string } };
      total.cpu += (pods * Number(/^(\d+)m$/.exec(requests.cpu)![1])) / 1000;
      total.memory += pods * Number(/^(\d+)Mi$/.exec(requests.memory)![1]) * 2 ** 20;
    }
  }
  return total;
}
