import type { Fleet } from "../fleet.ts";
import type { Generator } from "../generator.ts";
import { toYaml } from "../to-yaml.ts";
import { toAlertmanagerConfig } from "./alertmanager.ts";
import { stepSeconds } from "./burn.ts";
import { shownLabels } from "./in-fleet.ts";
import { clusterScrapes, toComposeScrapes } from "./scrape-configs.ts";

const folder = "deploy/monitoring";
const global = { scrape_interval: "10s", scrape_timeout: "5s", evaluation_interval: `${stepSeconds}s` };
/** Budgets look back thirty days. */
const retention = "35d";
/** Enough for a trace in every bucket. */
const maxExemplars = 100_000;

/** Prometheus and Alertmanager: their files for compose, and values of the chart prometheus-community/prometheus, 28 or later. */
export const generatePrometheus: Generator = (fleet) => [
  { path: `${folder}/prometheus/prometheus.yaml`, text: toYaml(toComposeConfig(fleet)) },
  { path: `${folder}/prometheus/values.yaml`, text: toYaml(values) },
  {
    path: `${folder}/alertmanager/alertmanager.yaml`,
    text: toYaml(toAlertmanagerConfig({ slackUrl: "/run/secrets/slack_url" })),
  },
];

function toComposeConfig(fleet: Fleet): object {
  return {
    global,
    storage: { exemplars: { max_exemplars: maxExemplars } },
    rule_files: ["/etc/prometheus/rules/*.yaml"],
    alerting: { alertmanagers: [{ static_configs: [{ targets: ["alertmanager:9093"] }] }] },
    scrape_configs: toComposeScrapes(fleet),
  };
}

/** What the chart (from 28 on) scrapes by itself: the same pods under other names, so that each call would count twice. */
const chartScrapes = [
  "kubernetes-api-servers",
  "kubernetes-nodes",
  "kubernetes-nodes-cadvisor",
  "kubernetes-pods",
  "kubernetes-pods-slow",
  "kubernetes-service-endpoints",
  "kubernetes-service-endpoints-slow",
  "kubernetes-services",
  "prometheus-pushgateway",
];

/** The rules come by the ConfigMap that deploy/monitoring/kustomization.yaml makes of the files themselves. */
const rules = { name: "rules", mountPath: "/etc/flotilla", configMap: "flotilla-prometheus-rules", readOnly: true };

/** Addresses of those that are told; the Secret is made before the chart is installed. */
const receivers = {
  name: "receivers",
  mountPath: "/etc/alertmanager-secrets",
  secretName: "alertmanager-receivers",
  readOnly: true,
};

const values = {
  server: {
    global,
    retention,
    exemplars: { max_exemplars: maxExemplars },
    extraFlags: ["web.enable-lifecycle", "enable-feature=exemplar-storage"],
    extraConfigmapMounts: [rules],
    persistentVolume: { size: "20Gi" },
  },
  // The chart's own reloader watches only what it is shown: without this, changed rules would wait for the next restart.
  configmapReload: { prometheus: { extraConfigmapMounts: [rules], extraVolumeDirs: [rules.mountPath] } },
  serverFiles: { "prometheus.yml": { rule_files: [`${rules.mountPath}/*.yaml`] } },
  scrapeConfigs: {
    ...Object.fromEntries(chartScrapes.map((name) => [name, { enabled: false }])),
    ...Object.fromEntries(clusterScrapes.map((scrape) => [scrape["job_name"], scrape])),
  },
  alertmanager: {
    config: toAlertmanagerConfig({
      slackUrl: `${receivers.mountPath}/slack_url`,
      watchdogUrl: `${receivers.mountPath}/watchdog_url`,
    }),
    extraSecretMounts: [receivers],
    // Or nobody would know of messages that it cannot deliver.
    podAnnotations: { "prometheus.io/scrape": "true", "prometheus.io/port": "9093" },
  },
  "kube-state-metrics": {
    enabled: true,
    metricLabelsAllowlist: ["deployments", "statefulsets"].map((kind) => `${kind}=[${shownLabels.join(",")}]`),
  },
  "prometheus-node-exporter": { enabled: false },
  "prometheus-pushgateway": { enabled: false },
};
