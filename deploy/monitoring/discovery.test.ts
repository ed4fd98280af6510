// What the cluster's discovery finds becomes a target by relabelling, which Prometheus' own promtool does here; the discovery
// itself, which Debian's is built without, is given as labels.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { findProgram } from "@flotilla/testkit/find-program";
import { parse } from "yaml";

type Labels = Readonly<Record<string, string>>;

const run = promisify(execFile);
const promtool = findProgram("promtool");
const { scrapeConfigs } = parse(readFileSync(join(import.meta.dirname, "prometheus/values.yaml"), "utf8"));

describe("a target in a cluster", { skip: promtool.missing, concurrency: true }, () => {
  const pod = {
    __meta_kubernetes_pod_ip: "10.0.0.7",
    __meta_kubernetes_pod_annotation_prometheus_io_scrape: "true",
    __meta_kubernetes_pod_annotation_prometheus_io_port: "8081",
    __meta_kubernetes_pod_label_app_kubernetes_io_name: "hello",
    __meta_kubernetes_pod_name: "hello-5d8c9-x7k2p",
    __meta_kubernetes_namespace: "flotilla",
  };

  it("is a pod, by the port that it names and the name of its service", async () => {
    const targets = await relabel("pods", [pod, { ...pod, __meta_kubernetes_pod_ip: "fd00::7" }]);
    assert.deepEqual(
      targets.map((target) => target?.["__address__"]),
      ["10.0.0.7:8081", "[fd00::7]:8081"],
    );
    const { job, namespace, pod: name } = targets[0]!;
    assert.deepEqual([job, namespace, name], ["hello", "flotilla", "hello-5d8c9-x7k2p"]);
  });

  it("is no pod that has ended, or does not ask for it", async () => {
    const ended = { ...pod, __meta_kubernetes_pod_phase: "Succeeded" };
    const silent = { ...pod, __meta_kubernetes_pod_annotation_prometheus_io_scrape: "false" };
    assert.deepEqual(await relabel("pods", [ended, silent]), [undefined, undefined]);
  });

  for (const [job, path] of [
    ["kubelet", "/metrics"],
    ["cadvisor", "/metrics/cadvisor"],
  ] as const) {
    it(`is the ${job} of a node itself, under the node's name, whoever signed its certificate`, async () => {
      const [target] = await relabel(job, [{ __meta_kubernetes_node_name: "node-1" }]);
      const { __address__, __scheme__, __metrics_path__, instance, node } = target!;
      assert.deepEqual([__scheme__, __address__, __metrics_path__], ["https", "found:1", path]);
      assert.deepEqual([instance, node], ["node-1", "node-1"]);
      assert.deepEqual(scrapeConfigs[job].tls_config, { insecure_skip_verify: true });
    });
  }
});

/** Of each that was discovered the labels of the target that a job makes of it; none where it is dropped. */
async function relabel(job: string, discovered: readonly Labels[]): Promise<readonly (Labels | undefined)[]> {
  // The files of a pod's account are not here, and nothing is scraped.
  const unneeded = { kubernetes_sd_configs: undefined, tls_config: undefined, authorization: undefined };
  const static_configs = discovered.map((labels, index) => ({
    targets: ["found:1"],
    labels: { ...labels, __meta_index: String(index) },
  }));
  const folder = mkdtempSync(join(tmpdir(), "flotilla-discovery-"));
  try {
    const file = join(folder, "config.json");
    writeFileSync(file, JSON.stringify({ scrape_configs: [{ ...scrapeConfigs[job], ...unneeded, static_configs }] }));
    // It collects for as long as it is told to, and has these at once.
    const { stdout } = await run(promtool.path, ["check", "service-discovery", "--timeout=4s", file, job]);
    const found: readonly { readonly discoveredLabels: Labels; readonly labels: Labels }[] = JSON.parse(stdout);
    return static_configs.map(({ labels: { __meta_index: index } }) => {
      const { labels } = found.find(({ discoveredLabels }) => discoveredLabels["__meta_index"] === index)!;
      return Object.keys(labels).length === 0 ? undefined : labels;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
