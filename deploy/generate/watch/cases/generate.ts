import type { Fleet } from "../../fleet.ts";
import type { Generator } from "../../generator.ts";
import { toYaml } from "../../to-yaml.ts";
import type { Alert } from "../rule.ts";
import { type RuleFile, toRuleFiles } from "../rules.ts";
import type { AlertCase, CaseFile } from "./alert-case.ts";
import { toBurnCases } from "./burn-cases.ts";
import { toComposeCases } from "./compose-cases.ts";
import { eventCases } from "./event-cases.ts";
import { platformCases } from "./platform-cases.ts";
import { processCases } from "./process-cases.ts";

const folder = "deploy/monitoring/tests";

/** Tests for `promtool test rules`: each alert fires, and rests again. Throws an Error where a rule has no case. */
export const generateCases: Generator = (fleet) => {
  const rules = toRuleFiles(fleet);
  const files = toFiles(fleet);
  const tried = files.flatMap((file) => file.cases.map((one) => findRule(listAlerts(rules, file.ruleFiles), one)));
  const untried = listAlerts(rules, ["alerts", "compose"]).filter((rule) => !tried.includes(rule));
  if (untried.length > 0) throw new Error(`no case tries ${untried.map(({ name }) => name).join(", ")}`);
  return files.map((file) => ({
    path: `${folder}/${file.name}.yaml`,
    text: toYaml(toTests(file, listAlerts(rules, file.ruleFiles))),
  }));
};

function toFiles(fleet: Fleet): readonly CaseFile[] {
  const burns = toBurnCases(fleet);
  const often = { stepSeconds: 30, ruleFiles: ["alerts"] } as const;
  return [
    { name: "processes", ...often, cases: processCases },
    { name: "events", ...often, cases: eventCases },
    { name: "platform", ...often, cases: platformCases },
    { name: "compose", ...often, ruleFiles: ["compose"], cases: toComposeCases(fleet) },
    { name: "quick-burns", ...often, ruleFiles: ["budgets", "alerts"], cases: burns.quick },
    { name: "slow-burns", stepSeconds: 120, ruleFiles: ["budgets", "alerts"], cases: burns.slow },
  ];
}

function listAlerts(rules: ReturnType<typeof toRuleFiles>, files: readonly RuleFile[]): readonly Alert[] {
  const groups = files.flatMap((file) => rules[file]);
  return groups.flatMap((group) => group.rules.filter((rule) => "name" in rule));
}

function toTests({ stepSeconds, ruleFiles, cases }: CaseFile, rules: readonly Alert[]): object {
  const step = `${stepSeconds}s`;
  const tests = cases.map((one) => toTest(one, findRule(rules, one), step));
  const rule_files = ruleFiles.map((name) => `../prometheus/rules/${name}.yaml`);
  return { rule_files, evaluation_interval: step, tests };
}

function toTest(one: AlertCase, rule: Alert, step: string): object {
  const labels = { alertname: rule.name, alertstate: "firing", severity: rule.severity, ...rule.labels };
  const expr = toSelector(labels);
  const firing = { labels: toSelector({ ...labels, ...one.as }), value: 1 };
  return {
    name: `${rule.name} ${rule.severity} fires and rests`,
    interval: step,
    input_series: Object.entries(one.series).map(([series, values]) => ({ series, values })),
    promql_expr_test: [
      { expr, eval_time: one.fires, exp_samples: [firing] },
      { expr, eval_time: one.rests, exp_samples: [] },
    ],
  };
}

/** The rule that a case tries. Throws an Error unless it is exactly one. */
function findRule(rules: readonly Alert[], { alert, rule = {} }: AlertCase): Alert {
  const wanted = Object.entries(rule);
  const found = rules.filter(({ name, severity, labels }) => {
    const own: Readonly<Record<string, string>> = { severity, ...labels };
    return name === alert && wanted.every(([label, value]) => own[label] === value);
  });
  if (found.length !== 1) throw new Error(`${found.length} rules are ${alert} ${JSON.stringify(rule)}`);
  return found[0]!;
}

function toSelector(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `ALERTS{${pairs.join(", ")}}`;
}
