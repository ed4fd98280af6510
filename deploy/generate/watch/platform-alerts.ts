// What the cluster, the gateway and Prometheus itself tell.
import type { Fleet } from "../fleet.ts";
import { absentFromCluster } from "./absent-alerts.ts";
import { toPodAlerts } from "./pod-alerts.ts";
import { type Alert, promql } from "./rule.ts";

/** Alerts that need more than our own metrics. */
export function toPlatformAlerts(fleet: Fleet): readonly Alert[] {
  return [absentFromCluster, ...toPodAlerts(fleet), ...gateway, ...watchers];
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
];

const watchers: readonly Alert[] = [
  {
    name: "Watchdog",
    severity: "none",
    expr: "count(up == 1) > 0",
    summary: "Prometheus scrapes, evaluates and hands on",
    description: "Always fires. Once whoever waits for it hears nothing, no other alert would be heard either.",
  },
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
