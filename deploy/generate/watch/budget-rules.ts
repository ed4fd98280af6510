// Rates of what is called, fails and is slow, by rpc, and what is left of the budgets. Long windows are summed up from the
// recorded rates of five minutes: weighted by traffic, and cheap enough for thirty days.
import { faultCodes } from "@flotilla/chassis/fault";
import type { Fleet } from "../fleet.ts";
import { pages, tickets, type Window } from "./burn.ts";
import { listThresholds } from "./objective-rules.ts";
import { promql, type RecordingRule } from "./rule.ts";

/** By what an rpc is told apart: where it runs, which service of the fleet it is in, and its name. */
export const identity = "namespace, job, service, method";

/** Codes that are our fault: those that HTTP counts among the 5xx. The others are the caller's, or a refusal that was promised. */
export const ourCodes: readonly string[] = Object.entries(faultCodes)
  .filter(([, { http }]) => http >= 500)
  .map(([code]) => code)
  .sort();

/** Calls, failures, answers, and answers that were too late, each a second over five minutes. */
export function toRateRules(fleet: Fleet): readonly RecordingRule[] {
  const ours = `code=~"${ourCodes.join("|")}"`;
  return [
    {
      record: "rpc:calls:rate5m",
      expr: promql`sum by (${identity}) (rate(rpc_server_duration_seconds_count[5m]))
        and on (service, method) slo:availability:objective`,
    },
    {
      record: "rpc:failures:rate5m",
      expr: promql`(sum by (${identity}) (rate(rpc_server_duration_seconds_count{${ours}}[5m])) and rpc:calls:rate5m)
        or 0 * rpc:calls:rate5m`,
    },
    {
      record: "rpc:answers:rate5m",
      expr: promql`sum by (${identity}) (rate(rpc_server_duration_seconds_count{code="ok"}[5m]))
        and on (service, method) slo:latency:objective`,
    },
    ...listThresholds(fleet).map(toSlowRule),
  ];
}

/** The ratio of failures and of late answers over a window, as far as there were calls. */
export function toRatioRules(windows: readonly Window[]): readonly RecordingRule[] {
  return windows.flatMap((window) => [
    { record: `rpc:failures:ratio${window}`, expr: toRatio("rpc:failures:rate5m", "rpc:calls:rate5m", window) },
    { record: `rpc:slow:ratio${window}`, expr: toRatio("rpc:slow:rate5m", "rpc:answers:rate5m", window) },
  ]);
}

/** What is left of a budget: 1 of one that is untouched, 0 of one that is spent, less where more was spent than there is. */
export const budgetRules: readonly RecordingRule[] = [
  {
    record: "rpc:availability:budget_left",
    expr: promql`1 - rpc:failures:ratio30d / on (service, method) group_left () (1 - slo:availability:objective)`,
  },
  {
    record: "rpc:latency:budget_left",
    expr: promql`1 - rpc:slow:ratio30d / on (service, method) group_left () (1 - slo:latency:objective)`,
  },
];

/** Windows of alerts that are evaluated often, and those that change too slowly for that. */
export const windows: { readonly quick: readonly Window[]; readonly slow: readonly Window[] } = {
  quick: [...new Set([...pages, ...tickets].flatMap(({ short, long }) => [short, long]))].filter(isQuick),
  slow: ["1d", "3d", "30d"],
};

function isQuick(window: Window): boolean {
  return !window.endsWith("d");
}

/** Prometheus 3 writes whole bounds as `1.0`, earlier ones as they are exposed. */
function toSlowRule(seconds: number): RecordingRule {
  const bound = Number.isInteger(seconds) ? `${seconds}|${seconds}.0` : String(seconds).replace(".", "[.]");
  const inTime = `rpc_server_duration_seconds_bucket{code="ok", le=~"${bound}"}`;
  return {
    record: "rpc:slow:rate5m",
    expr: promql`clamp_min(rpc:answers:rate5m - sum by (${identity}) (rate(${inTime}[5m])), 0)
      and on (service, method) slo:latency:objective{seconds="${seconds}"}`,
  };
}

function toRatio(part: string, whole: string, window: Window): string {
  if (window === "5m") return `${part} / (${whole} > 0)`;
  return `sum_over_time(${part}[${window}]) / (sum_over_time(${whole}[${window}]) > 0)`;
}
