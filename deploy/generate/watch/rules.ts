import type { Fleet } from "../fleet.ts";
import type { Generator, Output } from "../generator.ts";
import { toYaml } from "../to-yaml.ts";
import { budgetRules, toRateRules, toRatioRules, windows } from "./budget-rules.ts";
import { stepSeconds } from "./burn.ts";
import { burnAlerts } from "./burn-alerts.ts";
import { eventAlerts } from "./event-alerts.ts";
import { toAvailabilityObjectives, toLatencyObjectives } from "./objective-rules.ts";
import { toPlatformAlerts } from "./platform-alerts.ts";
import { toProcessAlerts } from "./process-alerts.ts";
import { type Alert, type RuleGroup, toKebabCase } from "./rule.ts";

const folder = "deploy/monitoring/prometheus";
/** What changes little within it is recorded so often: often enough never to be stale, which it is after 5 minutes. */
const slowSeconds = 120;

/** All groups, in the order in which they use each other. */
export function toRuleGroups(fleet: Fleet): readonly RuleGroup[] {
  const budgets = [
    ...toAvailabilityObjectives(fleet),
    ...toLatencyObjectives(fleet),
    ...toRateRules(fleet),
    ...toRatioRules(windows.quick),
  ];
  return [
    { name: "flotilla-budgets", interval: stepSeconds, rules: budgets },
    { name: "flotilla-long-budgets", interval: slowSeconds, rules: [...toRatioRules(windows.slow), ...budgetRules] },
    { name: "flotilla-burn", interval: stepSeconds, rules: burnAlerts },
    { name: "flotilla-processes", interval: stepSeconds, rules: toProcessAlerts(fleet) },
    { name: "flotilla-events", interval: stepSeconds, rules: eventAlerts },
    { name: "flotilla-platform", interval: stepSeconds, rules: toPlatformAlerts(fleet) },
  ];
}

/** The rules as files of Prometheus, and as one PrometheusRule for its operator. */
export const generateRules: Generator = (fleet) => {
  const groups = toRuleGroups(fleet).map((group) => toGroup(fleet, group));
  const [recorded, alerts] = [groups.slice(0, 2), groups.slice(2)];
  return [
    { path: `${folder}/rules/budgets.yaml`, text: toYaml({ groups: recorded }) },
    { path: `${folder}/rules/alerts.yaml`, text: toYaml({ groups: alerts }) },
    toPrometheusRule(groups),
  ];
};

/** Where the page of an alert is read. */
export function toRunbookUrl({ repository }: Fleet, name: string): string {
  return `https://github.com/${repository}/blob/main/docs/runbooks/${toKebabCase(name)}.md`;
}

function toPrometheusRule(groups: readonly unknown[]): Output {
  const metadata = { name: "flotilla", labels: { "app.kubernetes.io/part-of": "flotilla" } };
  const rule = { apiVersion: "monitoring.coreos.com/v1", kind: "PrometheusRule", metadata, spec: { groups } };
  return { path: `${folder}/prometheus-rule.yaml`, text: toYaml(rule) };
}

function toGroup(fleet: Fleet, { name, interval, rules }: RuleGroup) {
  return {
    name,
    interval: `${interval}s`,
    rules: rules.map((rule) => ("record" in rule ? rule : toAlertRule(fleet, rule))),
  };
}

function toAlertRule(fleet: Fleet, { name, severity, expr, for: duration, labels, summary, description }: Alert) {
  return {
    alert: name,
    expr,
    ...(duration !== undefined && { for: duration }),
    labels: { severity, ...labels },
    annotations: { summary, description, runbook_url: toRunbookUrl(fleet, name) },
  };
}
