import type { ShippedRpc, ShippedService } from "../../fleet.ts";
import { ourCodes } from "../budget-rules.ts";
import { type Dashboard, figure, graph, type Panel, type Row } from "./dashboard.ts";
import { chosen, toCacheRow, toOutboxRow, toPeersRow, toPodsRow, toQueueRow, toRuntimeRow } from "./rows.ts";

/** Rate, errors and duration of each rpc against what the contract promises, and what the process needs for it. */
export function toServiceDashboard(service: ShippedService): Dashboard {
  const { name, summary, rpcs, calls, stores } = service;
  const own = `job="${name}", ${chosen}`;
  const consumes = rpcs.some(({ method }) => method.policy.subscription !== undefined);
  return {
    uid: `flotilla-${name}`,
    title: `Flotilla / ${name}`,
    description: summary,
    rows: [
      ...(rpcs.length > 0 ? [toSummaryRow(own)] : []),
      ...toRpcRows(service, own),
      ...(calls.length > 0 ? [toPeersRow(own)] : []),
      ...(consumes ? [toQueueRow(own), toOutboxRow(own)] : []),
      ...(stores.includes("redis") ? [toCacheRow(own)] : []),
      toRuntimeRow(own),
      toPodsRow(`pod=~"(.+-)?${name}-.+"`),
    ],
  };
}

function toSummaryRow(own: string): Row {
  const calls = `rpc_server_duration_seconds_count{${own}}`;
  const failures = `rpc_server_duration_seconds_count{code=~"${ourCodes.join("|")}", ${own}}`;
  return {
    title: "All calls",
    panels: [
      figure("Processes", "short", `sum(up{${own}})`, { least: 1 }),
      figure("Calls", "reqps", `sum(rate(${calls}[$__rate_interval]))`),
      figure(
        "Failed",
        "percentunit",
        `(sum(rate(${failures}[$__rate_interval])) or vector(0)) / sum(rate(${calls}[$__rate_interval]))`,
        {
          most: 0.01,
          description: "By our fault.",
        },
      ),
      figure("Turned away", "reqps", `sum(rate(rpc_shed_total{${own}}[$__rate_interval])) or vector(0)`, { most: 1 }),
      figure("Least availability budget", "percentunit", `min(rpc:availability:budget_left{${own}})`, {
        least: 0.1,
        isSigned: true,
      }),
      figure("Least latency budget", "percentunit", `min(rpc:latency:budget_left{${own}})`, {
        least: 0.1,
        isSigned: true,
      }),
      graph("Calls by code", "reqps", [
        { expr: `sum by (code) (rate(${calls}[$__rate_interval]))`, legend: "{{code}}" },
      ]),
      graph("Calls by door", "reqps", [
        { expr: `sum by (transport) (rate(${calls}[$__rate_interval]))`, legend: "{{transport}}" },
      ]),
      graph("Latency", "s", toQuantiles(own)),
    ],
  };
}

function toRpcRows({ contracts, rpcs }: ShippedService, own: string): readonly Row[] {
  return contracts.map(({ typeName }) => ({
    title: typeName,
    panels: rpcs.filter(({ method }) => method.service === typeName).flatMap((rpc) => toRpcPanels(rpc, own)),
  }));
}

function toRpcPanels({ method, slo }: ShippedRpc, own: string): readonly Panel[] {
  const one = `service="${method.service}", method="${method.name}", ${own}`;
  const promise =
    slo.latency && `${slo.latency.share * 100} % of the answers within ${slo.latency.seconds} s are promised.`;
  const latency = slo.latency ? [{ expr: `rpc:latency:budget_left{${one}}`, legend: "latency" }] : [];
  return [
    graph(`${method.name}: calls`, "reqps", [
      { expr: `sum by (code) (rate(rpc_server_duration_seconds_count{${one}}[$__rate_interval]))`, legend: "{{code}}" },
    ]),
    graph(`${method.name}: latency`, "s", toQuantiles(one), {
      ...(promise !== undefined && { description: promise }),
      ...(slo.latency && { limit: slo.latency.seconds }),
    }),
    graph(
      `${method.name}: error budget left`,
      "percentunit",
      [{ expr: `rpc:availability:budget_left{${one}}`, legend: "availability" }, ...latency],
      {
        isSigned: true,
        description: `Of 30 days, in which ${slo.availability * 100} % of the calls are not to fail by our fault.`,
      },
    ),
  ];
}

function toQuantiles(selector: string) {
  const bucket = `rpc_server_duration_seconds_bucket{code="ok", ${selector}}`;
  return [0.5, 0.99].map((share) => ({
    expr: `histogram_quantile(${share}, sum by (le) (rate(${bucket}[$__rate_interval])))`,
    legend: `p${share * 100}`,
    hasExemplars: share === 0.99,
  }));
}
