// Processes of which Prometheus knows nothing, not even that they are down: a job without a target has no `up` that could be 0.
import type { Fleet } from "../fleet.ts";
import { ofFleet } from "./in-fleet.ts";
import { type Alert, promql } from "./rule.ts";

const common = {
  name: "TargetAbsent",
  severity: "page",
  for: "5m",
  description: "None runs, or none is found: its pods, its labels, or the discovery are wrong.",
} as const;

const services = `${ofFleet}, label_app_kubernetes_io_component="service"`;

/** In a cluster: what is deployed there and is to have pods, in each namespace by itself. */
export const absentFromCluster: Alert = {
  ...common,
  expr: promql`group by (namespace, job) (label_replace(
      kube_deployment_labels{${services}} and on (namespace, deployment) kube_deployment_spec_replicas > 0
      or kube_statefulset_labels{${services}} and on (namespace, statefulset) kube_statefulset_replicas > 0,
      "job", "$1", "label_app_kubernetes_io_name", "(.+)"))
    unless on (namespace, job) up`,
  summary: "Prometheus knows no process of {{ $labels.job }} in {{ $labels.namespace }}",
};

/** In compose, where nobody tells what is deployed: all of the manifest is. */
export function toAbsentFromCompose({ services }: Fleet): readonly Alert[] {
  return services.map(({ name }) => ({
    ...common,
    expr: `absent(up{job="${name}"})`,
    labels: { job: name },
    summary: `Prometheus knows no process of ${name}`,
  }));
}
