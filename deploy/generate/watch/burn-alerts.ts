import { identity } from "./budget-rules.ts";
import { type Burn, fewestCalls, pages, stepSeconds, tickets } from "./burn.ts";
import { type Alert, promql, type Severity } from "./rule.ts";

/** A budget that burns, and the words for it. */
interface Budget {
  readonly alert: string;
  /** Of the recorded series `rpc:<bad>:…` and `slo:<objective>:objective`. */
  readonly bad: "failures" | "slow";
  readonly objective: "availability" | "latency";
  readonly description: string;
}

const rpc = "{{ $labels.service }}/{{ $labels.method }}";

const budgets: readonly Budget[] = [
  {
    alert: "RpcAvailabilityBudgetBurn",
    bad: "failures",
    objective: "availability",
    description: "{{ $value | humanizePercentage }} of the calls failed by our fault",
  },
  {
    alert: "RpcLatencyBudgetBurn",
    bad: "slow",
    objective: "latency",
    description: "{{ $value | humanizePercentage }} of the answers took longer than {{ $labels.seconds }} s",
  },
];

/** Each budget at each pace: two that page, two that open a ticket. */
export const burnAlerts: readonly Alert[] = budgets.flatMap((budget) => [
  ...pages.map((burn) => toAlert(budget, burn, "page")),
  ...tickets.map((burn) => toAlert(budget, burn, "ticket")),
]);

function toAlert({ alert, bad, objective, description }: Budget, burn: Burn, severity: Severity): Alert {
  const { factor, long, short } = burn;
  const budget = `${factor} * (1 - slo:${objective}:objective)`;
  const join = `on (service, method) group_left (${objective === "latency" ? "seconds" : ""})`;
  return {
    name: alert,
    severity,
    expr: promql`rpc:${bad}:ratio${long} > ${join} (${budget})
      and on (${identity}) (rpc:${bad}:ratio${short} > ${join} (${budget}))
      and on (${identity}) (${stepSeconds} * sum_over_time(rpc:${bad}:rate5m[${long}]) >= ${fewestCalls})`,
    for: "2m",
    labels: { long, short, factor: String(factor) },
    summary: `${rpc} of {{ $labels.job }} spends its ${objective} budget ${factor} times too fast`,
    description: `${description} over ${long}, and it goes on.`,
  };
}
