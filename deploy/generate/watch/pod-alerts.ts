// What the cluster tells of pods and of the room that they have: metrics of kube-state-metrics, cAdvisor and the kubelet.
import type { Fleet } from "../fleet.ts";
import { inFleet, ofFleet } from "./in-fleet.ts";
import { type Alert, promql } from "./rule.ts";

/** Alerts on what is in a namespace of the fleet, its stores as well as its services. */
export function toPodAlerts(fleet: Fleet): readonly Alert[] {
  return [toDown(fleet), ...pods, ...room, backupMissing, toUnseen(fleet)];
}

/**
 * Where no pod is ready no call arrives, so that no budget burns: nobody else would say so. Stores that services can do
 * without are left to tickets.
 */
function toDown({ stores }: Fleet): Alert {
  const optional = stores.flatMap(({ name, isOptional }) => (isOptional ? [name] : [])).join("|");
  const toWorkload = (expr: string, kind: string) => `label_replace(${expr}, "workload", "$1", "${kind}", "(.+)")`;
  const deployments = "kube_deployment_status_replicas_available == 0 and kube_deployment_spec_replicas > 0";
  const statefulSets = `kube_statefulset_status_replicas_ready == 0 and kube_statefulset_replicas > 0
    unless on (namespace, statefulset) kube_statefulset_labels{label_app_kubernetes_io_name=~"${optional}", ${ofFleet}}`;
  return {
    name: "WorkloadDown",
    severity: "page",
    expr: promql`max by (namespace, workload)
      (${toWorkload(deployments, "deployment")} or ${toWorkload(statefulSets, "statefulset")}) ${inFleet}`,
    for: "2m",
    summary: "No pod of {{ $labels.workload }} is ready",
    description: "Nobody is served by it, and nothing else may tell, since no call arrives that could fail.",
  };
}

const pods: readonly Alert[] = [
  {
    name: "PodCrashLoops",
    severity: "page",
    expr: promql`increase(kube_pod_container_status_restarts_total[15m]) > 2 ${inFleet}`,
    summary: "{{ $labels.container }} of {{ $labels.pod }} ends again and again",
    description: "It was started anew about {{ $value | humanize }} times within a quarter of an hour.",
  },
  {
    name: "PodNotReady",
    severity: "ticket",
    expr: promql`max by (namespace, pod) (kube_pod_status_ready{condition="false"}) > 0
      and on (namespace, pod) kube_pod_status_phase{phase=~"Pending|Running"} > 0 ${inFleet}`,
    for: "15m",
    summary: "{{ $labels.pod }} is not ready",
    description: "It takes no calls: it starts, drains, or its store is out of reach.",
  },
  {
    name: "MemoryNearLimit",
    severity: "ticket",
    expr: promql`max by (namespace, pod, container) (container_memory_working_set_bytes{container!=""})
      / on (namespace, pod, container) max by (namespace, pod, container) (kube_pod_container_resource_limits{resource="memory"})
      > 0.9 ${inFleet}`,
    for: "15m",
    summary: "{{ $labels.pod }} has hardly any memory left",
    description: "It uses {{ $value | humanizePercentage }} of its limit, and is killed when it reaches it.",
  },
  {
    name: "CpuThrottled",
    severity: "ticket",
    expr: promql`sum by (namespace, pod, container) (rate(container_cpu_cfs_throttled_periods_total{container!=""}[5m]))
      / (sum by (namespace, pod, container) (rate(container_cpu_cfs_periods_total{container!=""}[5m])) > 0) > 0.25
      ${inFleet}`,
    for: "15m",
    summary: "{{ $labels.pod }} is not given the CPU that it wants",
    description: "It was held back in {{ $value | humanizePercentage }} of the periods.",
  },
];

const room: readonly Alert[] = [
  {
    name: "ReplicasAtMaximum",
    severity: "ticket",
    expr: promql`kube_horizontalpodautoscaler_status_current_replicas
      >= on (namespace, horizontalpodautoscaler) kube_horizontalpodautoscaler_spec_max_replicas ${inFleet}`,
    for: "30m",
    summary: "{{ $labels.horizontalpodautoscaler }} cannot grow any more",
    description: "It has had {{ $value }} replicas for half an hour, as many as it may.",
  },
  {
    name: "VolumeFills",
    severity: "page",
    expr: promql`kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes < 0.1 ${inFleet}`,
    for: "10m",
    summary: "The volume {{ $labels.persistentvolumeclaim }} is nearly full",
    description: "{{ $value | humanizePercentage }} are left. A store that cannot write stops its services.",
  },
  {
    name: "OutOfMemoryKilled",
    severity: "ticket",
    expr: promql`kube_pod_container_status_last_terminated_reason{reason="OOMKilled"} > 0
      and on (namespace, pod, container) increase(kube_pod_container_status_restarts_total[30m]) > 0 ${inFleet}`,
    summary: "{{ $labels.container }} of {{ $labels.pod }} was killed for its memory",
    description: "It used more than its limit. What it was doing was cut off.",
  },
];

/** A night has passed, and two hours more. One that never succeeded counts from when it was made. */
const backupMissing: Alert = {
  name: "BackupMissing",
  severity: "ticket",
  expr: promql`time() - max by (namespace, cronjob)
      (kube_cronjob_status_last_successful_time{cronjob=~".+-backup"} or kube_cronjob_created{cronjob=~".+-backup"})
    > 26 * 3600 ${inFleet}`,
  for: "10m",
  summary: "{{ $labels.cronjob }} makes no copies",
  description: "The last one that succeeded is {{ $value | humanizeDuration }} old, or there never was one.",
};

/** Without those labels every alert of this kind would be silent, whatever happens. Compose has no namespaces. */
function toUnseen({ services }: Fleet): Alert {
  const jobs = services.map(({ name }) => name).join("|");
  return {
    name: "WorkloadsUnseen",
    severity: "ticket",
    expr: promql`group by (namespace) (up{job=~"${jobs}", namespace!=""})
      unless on (namespace) {__name__=~"kube_(deployment|statefulset)_labels", ${ofFleet}}`,
    for: "15m",
    summary: "kube-state-metrics does not tell of the fleet in {{ $labels.namespace }}",
    description: "Alerts on its pods, volumes and backups are silent, whatever happens to them.",
  };
}
