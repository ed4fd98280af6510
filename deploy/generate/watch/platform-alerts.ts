// What the cluster, the gateway and Prometheus itself tell: metrics of kube-state-metrics, cAdvisor, the kubelet and Kong.
import type { Fleet } from "../fleet.ts";
import { type Alert, promql } from "./rule.ts";

/** Alerts that need more than our own metrics. */
export function toPlatformAlerts({ services }: Fleet): readonly Alert[] {
  const names = services.map(({ name }) => name).join("|");
  const pods = `pod=~"(.+-)?(${names})-.+"`;
  return [...toPodAlerts(pods), ...toRoomAlerts(pods, `(.+-)?(${names})`), ...gateway, ...watchers];
}

function toPodAlerts(pods: string): readonly Alert[] {
  return [
    {
      name: "PodCrashLoops",
      severity: "page",
      expr: `increase(kube_pod_container_status_restarts_total{${pods}}[15m]) > 2`,
      summary: "{{ $labels.container }} of {{ $labels.pod }} ends again and again",
      description: "It was started anew about {{ $value | humanize }} times within a quarter of an hour.",
    },
    {
      name: "PodNotReady",
      severity: "ticket",
      expr: promql`max by (namespace, pod) (kube_pod_status_ready{condition="false", ${pods}}) > 0
        and on (namespace, pod) kube_pod_status_phase{phase=~"Pending|Running"} > 0`,
      for: "15m",
      summary: "{{ $labels.pod }} is not ready",
      description: "It takes no calls: it starts, drains, or its store is out of reach.",
    },
    {
      name: "MemoryNearLimit",
      severity: "ticket",
      expr: promql`max by (namespace, pod, container) (container_memory_working_set_bytes{container!="", ${pods}})
        / on (namespace, pod, container) max by (namespace, pod, container) (kube_pod_container_resource_limits{resource="memory"})
        > 0.9`,
      for: "15m",
      summary: "{{ $labels.pod }} has hardly any memory left",
      description: "It uses {{ $value | humanizePercentage }} of its limit, and is killed when it reaches it.",
    },
    {
      name: "CpuThrottled",
      severity: "ticket",
      expr: promql`sum by (namespace, pod, container) (rate(container_cpu_cfs_throttled_periods_total{container!="", ${pods}}[5m]))
        / (sum by (namespace, pod, container) (rate(container_cpu_cfs_periods_total{container!="", ${pods}}[5m])) > 0) > 0.25`,
      for: "15m",
      summary: "{{ $labels.pod }} is not given the CPU that it wants",
      description: "It was held back in {{ $value | humanizePercentage }} of the periods.",
    },
  ];
}

function toRoomAlerts(pods: string, names: string): readonly Alert[] {
  const claims = `persistentvolumeclaim=~"${names}(-.+)?|.*(mongo|nats|postgres|redis).*"`;
  return [
    {
      name: "ReplicasAtMaximum",
      severity: "ticket",
      expr: promql`kube_horizontalpodautoscaler_status_current_replicas{horizontalpodautoscaler=~"${names}"}
        >= on (namespace, horizontalpodautoscaler) kube_horizontalpodautoscaler_spec_max_replicas`,
      for: "30m",
      summary: "{{ $labels.horizontalpodautoscaler }} cannot grow any more",
      description: "It has had {{ $value }} replicas for half an hour, as many as it may.",
    },
    {
      name: "VolumeFills",
      severity: "page",
      expr: promql`kubelet_volume_stats_available_bytes{${claims}} / kubelet_volume_stats_capacity_bytes{${claims}} < 0.1`,
      for: "10m",
      summary: "The volume {{ $labels.persistentvolumeclaim }} is nearly full",
      description: "{{ $value | humanizePercentage }} are left. A store that cannot write stops its services.",
    },
    {
      name: "OutOfMemoryKilled",
      severity: "ticket",
      expr: promql`kube_pod_container_status_last_terminated_reason{reason="OOMKilled", ${pods}} > 0
        and on (namespace, pod, container) increase(kube_pod_container_status_restarts_total[30m]) > 0`,
      summary: "{{ $labels.container }} of {{ $labels.pod }} was killed for its memory",
      description: "It used more than its limit. What it was doing was cut off.",
    },
  ];
}

const gateway: readonly Alert[] = [
  {
    name: "GatewayErrors",
    severity: "page",
    expr: promql`sum by (service) (rate(kong_http_requests_total{code=~"5.."}[5m]))
      / (sum by (service) (rate(kong_http_requests_total[5m])) > 0.1) > 0.05`,
    for: "5m",
    summary: "The gateway answers errors for {{ $labels.service }}",
    description: "{{ $value | humanizePercentage }} of what callers ask for ends in a 5xx.",
  },
  {
    name: "GatewayUpstreamUnhealthy",
    severity: "page",
    expr: 'max by (upstream, target) (kong_upstream_target_health{state=~"dns_error|unhealthy"}) > 0',
    for: "5m",
    summary: "The gateway does not reach {{ $labels.target }}",
    description: "It leaves that target of {{ $labels.upstream }} out.",
  },
];

const watchers: readonly Alert[] = [
  {
    name: "RulesFail",
    severity: "ticket",
    expr: "increase(prometheus_rule_evaluation_failures_total[5m]) > 0",
    for: "5m",
    summary: "Prometheus cannot evaluate rules",
    description: "Some of {{ $labels.rule_group }} fail, so that alerts may be missing.",
  },
  {
    name: "AlertsUndelivered",
    severity: "page",
    expr: promql`rate(prometheus_notifications_dropped_total[5m]) > 0
      or rate(prometheus_notifications_errors_total[5m]) > 0.05`,
    for: "5m",
    summary: "Prometheus cannot hand alerts on",
    description: "Alertmanager does not take them; nobody is told of what is wrong.",
  },
  {
    name: "MessagesUndelivered",
    severity: "ticket",
    expr: "rate(alertmanager_notifications_failed_total[5m]) > 0",
    for: "10m",
    summary: "Alertmanager cannot tell {{ $labels.integration }}",
    description: "Alerts arrive there and go no further.",
  },
];
