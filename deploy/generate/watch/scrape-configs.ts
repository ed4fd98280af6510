// Who is scraped. The label `job` is the service's name in the manifest everywhere: rules and dashboards go by it, whether
// the targets are containers that are found by DNS or pods that are found by their annotations.
import type { Fleet } from "../fleet.ts";

/** A scrape configuration of Prometheus. */
export type ScrapeConfig = Readonly<Record<string, unknown>>;

interface Relabel {
  readonly source_labels?: readonly string[];
  readonly separator?: string;
  readonly regex?: string;
  readonly target_label?: string;
  readonly replacement?: string;
  readonly action?: string;
}

const itself: ScrapeConfig = { job_name: "prometheus", static_configs: [{ targets: ["localhost:9090"] }] };

/** Programs of others that tell of themselves, by their names in compose.yaml. Those that do not run have no name there. */
const neighbours: readonly { readonly name: string; readonly port: number; readonly path?: string }[] = [
  { name: "alertmanager", port: 9093 },
  { name: "fluent-bit", port: 2020, path: "/api/v2/metrics/prometheus" },
  { name: "grafana", port: 3000 },
  { name: "kong", port: 8100 },
  { name: "loki", port: 3100 },
];

/** Targets by DNS: every container of a service, as many as there are. */
export function toComposeScrapes({ services, ports }: Fleet): readonly ScrapeConfig[] {
  return [
    itself,
    ...services.map(({ name }) => toDnsScrape(name, ports.admin)),
    ...neighbours.map(({ name, port, path }) => ({
      ...toDnsScrape(name, port),
      ...(path !== undefined && { metrics_path: path }),
    })),
  ];
}

/** Targets in a cluster, beside Prometheus: pods that ask for it by `prometheus.io/scrape`, and what the cluster tells of them. */
export const clusterScrapes: readonly ScrapeConfig[] = [
  { job_name: "pods", kubernetes_sd_configs: [{ role: "pod" }], relabel_configs: toPodRelabels() },
  {
    job_name: "kube-state-metrics",
    honor_labels: true,
    kubernetes_sd_configs: [{ role: "endpointslice" }],
    relabel_configs: [
      keep("__meta_kubernetes_service_label_app_kubernetes_io_name", "kube-state-metrics"),
      keep("__meta_kubernetes_endpointslice_port_name", "http"),
    ],
  },
  toKubeletScrape("kubelet", "/metrics"),
  toKubeletScrape("cadvisor", "/metrics/cadvisor"),
];

function toDnsScrape(name: string, port: number): ScrapeConfig {
  return { job_name: name, dns_sd_configs: [{ names: [name], type: "A", port, refresh_interval: "10s" }] };
}

function toPodRelabels(): readonly Relabel[] {
  const annotation = (name: string) => `__meta_kubernetes_pod_annotation_prometheus_io_${name}`;
  return [
    keep(annotation("scrape"), "true"),
    { source_labels: ["__meta_kubernetes_pod_phase"], regex: "Failed|Succeeded", action: "drop" },
    { source_labels: [annotation("path")], regex: "(.+)", target_label: "__metrics_path__" },
    toPodAddress("([0-9.]+)", "$1:$2"),
    toPodAddress("([0-9a-f:]+:[0-9a-f:.]*)", "[$1]:$2"),
    { source_labels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"], regex: "(.+)", target_label: "job" },
    { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
    { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
  ];
}

/** A pod at an address of version 4 or 6 of IP, by the port of its annotation. */
function toPodAddress(ip: string, replacement: string): Relabel {
  const source_labels = ["__meta_kubernetes_pod_ip", "__meta_kubernetes_pod_annotation_prometheus_io_port"];
  return { source_labels, regex: `${ip};([0-9]+)`, target_label: "__address__", replacement };
}

/**
 * The kubelet of every node. Its certificate is signed by itself unless `serverTLSBootstrap` is on, which minikube and kind leave
 * off, so that it is not checked: who can take a node's address may learn a token that reads metrics. The API server's proxy
 * could be checked, but the right to use it, `nodes/proxy`, is the right to run commands in any pod, and the chart gives none.
 */
function toKubeletScrape(name: string, path: string): ScrapeConfig {
  const account = "/var/run/secrets/kubernetes.io/serviceaccount";
  const node = ["__meta_kubernetes_node_name"];
  return {
    job_name: name,
    scheme: "https",
    metrics_path: path,
    tls_config: { insecure_skip_verify: true },
    authorization: { credentials_file: `${account}/token` },
    kubernetes_sd_configs: [{ role: "node" }],
    relabel_configs: [
      { source_labels: node, target_label: "instance" },
      { source_labels: node, target_label: "node" },
    ],
  };
}

function keep(label: string, regex: string): Relabel {
  return { source_labels: [label], regex, action: "keep" };
}
