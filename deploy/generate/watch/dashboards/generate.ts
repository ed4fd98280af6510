import type { Fleet } from "../../fleet.ts";
import type { Generator } from "../../generator.ts";
import { toYaml } from "../../to-yaml.ts";
import type { Dashboard } from "./dashboard.ts";
import { objectives, queuesAndCaches, toOverview } from "./fleet-dashboards.ts";
import { gateway } from "./gateway-dashboard.ts";
import { toServiceDashboard } from "./service-dashboard.ts";
import { toGrafana } from "./to-grafana.ts";

const folder = "deploy/monitoring";

/** Every dashboard, those of the whole fleet first. */
export function listDashboards(fleet: Fleet): readonly Dashboard[] {
  return [toOverview(fleet), objectives, queuesAndCaches, gateway, ...fleet.services.map(toServiceDashboard)];
}

/** The dashboards as Grafana reads them, and the ConfigMaps that bring them and the rules into a cluster. */
export const generateDashboards: Generator = (fleet) => {
  const dashboards = listDashboards(fleet);
  const files = dashboards.map((dashboard) => ({
    path: `${folder}/dashboards/${dashboard.uid}.json`,
    text: `${JSON.stringify(toGrafana(dashboard), null, 1)}\n`,
  }));
  return [...files, { path: `${folder}/kustomization.yaml`, text: toYaml(toKustomization(dashboards)) }];
};

/** A ConfigMap for each dashboard: together they would be larger than one may be. */
function toKustomization(dashboards: readonly Dashboard[]): object {
  const labels = { "app.kubernetes.io/part-of": "flotilla" };
  return {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    generatorOptions: { disableNameSuffixHash: true, labels },
    configMapGenerator: [
      {
        name: "flotilla-prometheus-rules",
        files: ["prometheus/rules/budgets.yaml", "prometheus/rules/alerts.yaml"],
      },
      ...dashboards.map(({ uid }) => ({
        name: `dashboard-${uid}`,
        files: [`dashboards/${uid}.json`],
        options: { labels: { grafana_dashboard: "1" }, annotations: { grafana_folder: "Flotilla" } },
      })),
    ],
  };
}
