import type { Generator } from "../generator.ts";
import { toYaml } from "../to-yaml.ts";

const folder = "deploy/monitoring/grafana";

/** Where Grafana finds the others. */
interface Addresses {
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly loki: string;
  readonly jaeger: string;
}

/** Names by which dashboards refer to data sources, wherever those are. */
export const uids = { prometheus: "prometheus", alertmanager: "alertmanager", loki: "loki", jaeger: "jaeger" } as const;

/** Grafana's files for compose, and values of the chart grafana/grafana. */
export const generateGrafana: Generator = () => [
  { path: `${folder}/datasources/datasources.yaml`, text: toYaml(toDatasources(inCompose)) },
  { path: `${folder}/dashboards/dashboards.yaml`, text: toYaml(provider) },
  { path: `${folder}/values.yaml`, text: toYaml(values) },
];

const inCompose: Addresses = {
  prometheus: "http://prometheus:9090",
  alertmanager: "http://alertmanager:9093",
  loki: "http://loki:3100",
  jaeger: "http://jaeger:16686",
};

const inCluster: Addresses = {
  prometheus: "http://prometheus-server",
  alertmanager: "http://prometheus-alertmanager:9093",
  loki: "http://loki:3100",
  jaeger: "http://jaeger:16686",
};

/** A trace id leads from an exemplar and from a line of the log to its trace, and from a span to its lines. */
function toDatasources({ prometheus, alertmanager, loki, jaeger }: Addresses): object {
  const common = { access: "proxy", editable: false };
  return {
    apiVersion: 1,
    prune: true,
    datasources: [
      {
        ...{
          name: "Prometheus",
          uid: uids.prometheus,
          type: "prometheus",
          url: prometheus,
          isDefault: true,
          ...common,
        },
        jsonData: {
          httpMethod: "POST",
          timeInterval: "10s",
          exemplarTraceIdDestinations: [{ name: "trace_id", datasourceUid: uids.jaeger }],
        },
      },
      {
        ...{ name: "Alertmanager", uid: uids.alertmanager, type: "alertmanager", url: alertmanager, ...common },
        jsonData: { implementation: "prometheus" },
      },
      {
        ...{ name: "Loki", uid: uids.loki, type: "loki", url: loki, ...common },
        jsonData: { derivedFields: [traceField] },
      },
      {
        ...{ name: "Jaeger", uid: uids.jaeger, type: "jaeger", url: jaeger, ...common },
        jsonData: {
          tracesToLogsV2: {
            datasourceUid: uids.loki,
            customQuery: true,
            // Grafana fills the braces; a dollar sign of its own is doubled in these files, where one stands for a variable.
            query: '{job="flotilla"} |= "$${__span.traceId}"',
          },
        },
      },
    ],
  };
}

const traceField = {
  name: "trace_id",
  matcherRegex: '"trace_id":"([0-9a-f]{32})"',
  datasourceUid: uids.jaeger,
  url: "$${__value.raw}",
  urlDisplayLabel: "Trace",
};

const provider = {
  apiVersion: 1,
  providers: [
    {
      name: "flotilla",
      folder: "Flotilla",
      type: "file",
      allowUiUpdates: false,
      options: { path: "/var/lib/grafana/dashboards/flotilla" },
    },
  ],
};

/** The dashboards come by the ConfigMaps that deploy/monitoring/kustomization.yaml makes of the files themselves. */
const values = {
  admin: { existingSecret: "grafana-admin", userKey: "user", passwordKey: "password" },
  persistence: { enabled: true, size: "5Gi" },
  datasources: { "datasources.yaml": toDatasources(inCluster) },
  sidecar: {
    dashboards: {
      enabled: true,
      label: "grafana_dashboard",
      labelValue: "1",
      folderAnnotation: "grafana_folder",
      provider: { name: "flotilla", allowUiUpdates: false, foldersFromFilesStructure: true },
    },
  },
};
