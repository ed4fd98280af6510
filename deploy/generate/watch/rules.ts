import type { Fleet } from "../fleet.ts";
import type { Generator, Output } from "../generator.ts";
import { toYaml } from "../to-yaml.ts";
import { toAbsentFromCompose } from "./absent-alerts.ts";
import { budgetRules, toRateRules, toRatioRules, windows } from "./budget-rules.ts";
import { stepSeconds } from "./burn.ts";
import { burnAlerts } from "./burn-alerts.ts";
import { eventAlerts } from "./event-alerts.ts";
import { toAvailabilityObjectives, toLatencyObjectives } from "./objective-rules.ts";
import { toPlatformAlerts } from "./platform-alerts.ts";
import { processAlerts } from "./process-alerts.ts";
import { type Alert, type RuleGroup, toKebabCase } from "./rule.ts";

const folder = "deploy/monitoring/prometheus";
/** What changes little within it is recorded so often: often enough never to be stale, which it is after 5 minutes. */
const slowSeconds = 120;

/** Files of rules: those of compose hold there alone, the others everywhere. */
export type RuleFile = "budgets" | "alerts" | "compose";

/** The groups of each file, in the order in which they use each other. */
export function toRuleFiles(fleet: Fleet): Readonly<Record<RuleFile, readonly RuleGroup[]>> {
  const budgets = [
    ...toAvailabilityObjectives(fleet),
    ...toLatencyObjectives(fleet),
    ...toRateRules(fleet),
    ...toRatioRules(windows.quick),
  ];
  const often = (name: string, rules: RuleGroup["rules"]) => ({ name, interval: stepSeconds, rules });
  return {
    budgets: [
      often("flotilla-budgets", budgets),
      { name: "flotilla-long-budgets", interval: slowSeconds, rules: [...toRatioRules(windows.slow), ...budgetRules] },
    ],
    alerts: [
      often("flotilla-burn", burnAlerts),
      often("flotilla-processes", processAlerts),
      often("flotilla-events", eventAlerts),
      often("flotilla-platform", toPlatformAlerts(fleet)),
    ],
    compose: [often("flotilla-compose", toAbsentFromCompose(fleet))],
  };
}

/** All groups of all files. */
export function toRuleGroups(fleet: Fleet): readonly RuleGroup[] {
  return Object.values(toRuleFiles(fleet)).flat();
}

/** The rules as files of Prometheus, and what is not of compose alone as one PrometheusRule for its operator. */
export const generateRules: Generator = (fleet) => {
  const files = Object.entries(toRuleFiles(fleet)).map(([name, groups]) => ({
    name,
    groups: groups.map((group) => toGroup(fleet, group)),
  }));
  return [
    ...files.map(({ name, groups }) => ({ path: `${folder}/rules/${name}.yaml`, text: toYaml({ groups }) })),
    toPrometheusRule(files.flatMap(({ name, groups }) => (name === "compose" ? [] : groups))),
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
