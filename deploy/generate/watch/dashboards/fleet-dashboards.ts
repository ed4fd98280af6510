// Dashboards of all services together.
import type { Fleet } from "../../fleet.ts";
import { ourCodes } from "../budget-rules.ts";
import { type Dashboard, figure, graph, type Row } from "./dashboard.ts";
import { chosen, toCacheRow, toOutboxRow, toPodsRow, toQueueRow } from "./rows.ts";

const failed = `code=~"${ourCodes.join("|")}"`;
const byJob = { legend: "{{job}}" };

/** How each service is, and what its processes need. */
export function toOverview({ services }: Fleet): Dashboard {
  const names = services.map(({ name }) => name).join("|");
  const own = `job=~"${names}", ${chosen}`;
  return {
    uid: "flotilla-overview",
    title: "Flotilla / overview",
    description: "All services at a glance.",
    rows: [
      toNowRow(own),
      toTableRow(own),
      toTrafficRow(own),
      toNeedsRow(own),
      toCertificatesRow(own),
      toPodsRow('pod!=""'),
    ],
  };
}

/** Messages, events and caches of all services. */
export const queuesAndCaches: Dashboard = {
  uid: "flotilla-queues",
  title: "Flotilla / queues and caches",
  description: "Messages from their outbox to the end of their handling, and what is found in caches.",
  rows: [toQueueRow(chosen), toOutboxRow(chosen), toCacheRow(chosen)],
};

/** What is promised, what is kept, and how fast budgets burn. */
export const objectives: Dashboard = {
  uid: "flotilla-objectives",
  title: "Flotilla / objectives",
  description: "What the contract promises of each rpc over 30 days, and what is left of its error budget.",
  rows: [
    {
      title: "Promises",
      panels: [
        {
          title: "Budgets",
          kind: "table",
          isSigned: true,
          unit: "percentunit",
          width: 24,
          queries: [
            { expr: `rpc:availability:budget_left{${chosen}}`, legend: "Availability budget" },
            { expr: `rpc:latency:budget_left{${chosen}}`, legend: "Latency budget" },
            { expr: `rpc:failures:ratio30d{${chosen}}`, legend: "Failed" },
            { expr: `rpc:slow:ratio30d{${chosen}}`, legend: "Late" },
          ],
        },
        {
          title: "Objectives",
          kind: "table",
          unit: "percentunit",
          width: 24,
          queries: [
            { expr: "max by (service, method) (slo:availability:objective)", legend: "Availability" },
            { expr: "max by (service, method, seconds) (slo:latency:objective)", legend: "In time" },
          ],
        },
      ],
    },
    toBurnRow("Availability", "failures", "availability"),
    toBurnRow("Latency", "slow", "latency"),
  ],
};

function toBurnRow(title: string, bad: string, objective: string): Row {
  const burn = (window: string) =>
    `topk(10, rpc:${bad}:ratio${window}{${chosen}} / on (service, method) group_left () (1 - slo:${objective}:objective))`;
  const legend = "{{service}}/{{method}}";
  return {
    title,
    panels: [
      graph("Burn rate over an hour", "none", [{ expr: burn("1h"), legend }], { limit: 14.4 }),
      graph("Burn rate over six hours", "none", [{ expr: burn("6h"), legend }], { limit: 6 }),
      graph(
        "Budgets that have least",
        "percentunit",
        [{ expr: `bottomk(10, rpc:${objective}:budget_left{${chosen}})`, legend }],
        { isSigned: true },
      ),
    ],
  };
}

function toNowRow(own: string): Row {
  const calls = `rpc_server_duration_seconds_count{${own}}`;
  return {
    title: "Now",
    panels: [
      figure("Processes", "short", `sum(up{${own}})`),
      figure("Away", "short", `count(up{${own}} == 0) or vector(0)`, { most: 1 }),
      figure("Alerts that page", "short", 'count(ALERTS{alertstate="firing", severity="page"}) or vector(0)', {
        most: 1,
      }),
      figure("Tickets", "short", 'count(ALERTS{alertstate="firing", severity="ticket"}) or vector(0)'),
      figure("Calls", "reqps", `sum(rate(${calls}[$__rate_interval]))`),
      figure("Least budget", "percentunit", `min(rpc:availability:budget_left{${own}})`, {
        least: 0.1,
        isSigned: true,
      }),
    ],
  };
}

function toTableRow(own: string): Row {
  const by = (expr: string) => `sum by (job) (${expr})`;
  const calls = by(`rate(rpc_server_duration_seconds_count{${own}}[$__rate_interval])`);
  const failures = by(`rate(rpc_server_duration_seconds_count{${failed}, ${own}}[$__rate_interval])`);
  return {
    title: "Services",
    panels: [
      {
        title: "Services",
        kind: "table",
        unit: "short",
        width: 24,
        queries: [
          { expr: by(`up{${own}}`), legend: "Processes" },
          { expr: calls, legend: "Calls", unit: "reqps" },
          { expr: `(${failures} or 0 * ${calls}) / ${calls}`, legend: "Failed", unit: "percentunit" },
          {
            expr: `histogram_quantile(0.99, sum by (le, job) (rate(rpc_server_duration_seconds_bucket{code="ok", ${own}}[$__rate_interval])))`,
            legend: "p99",
            unit: "s",
          },
          { expr: `max by (job) (process_resident_memory_bytes{${own}})`, legend: "Memory", unit: "bytes" },
        ],
      },
    ],
  };
}

function toTrafficRow(own: string): Row {
  const calls = `sum by (job) (rate(rpc_server_duration_seconds_count{${own}}[$__rate_interval]))`;
  const failures = `sum by (job) (rate(rpc_server_duration_seconds_count{${failed}, ${own}}[$__rate_interval]))`;
  const shed = `sum by (job, reason) (rate(rpc_shed_total{${own}}[$__rate_interval]))`;
  return {
    title: "Traffic",
    panels: [
      graph("Calls", "reqps", [{ expr: calls, ...byJob }], { width: 6 }),
      graph("Failed by our fault", "percentunit", [{ expr: `(${failures} or 0 * ${calls}) / ${calls}`, ...byJob }], {
        width: 6,
      }),
      graph(
        "Latency, p99",
        "s",
        [
          {
            expr: `histogram_quantile(0.99, sum by (le, job) (rate(rpc_server_duration_seconds_bucket{code="ok", ${own}}[$__rate_interval])))`,
            hasExemplars: true,
            ...byJob,
          },
        ],
        { width: 6 },
      ),
      graph("Turned away", "reqps", [{ expr: `${shed} or 0 * ${calls}`, legend: "{{job}} {{reason}}" }], { width: 6 }),
    ],
  };
}

function toNeedsRow(own: string): Row {
  return {
    title: "Processes",
    panels: [
      graph(
        "CPU",
        "none",
        [{ expr: `sum by (job) (rate(process_cpu_seconds_total{${own}}[$__rate_interval]))`, ...byJob }],
        { width: 6, description: "Cores." },
      ),
      graph("Memory", "bytes", [{ expr: `max by (job) (process_resident_memory_bytes{${own}})`, ...byJob }], {
        width: 6,
      }),
      graph(
        "Event loop lag, p99",
        "s",
        [{ expr: `max by (job) (nodejs_eventloop_lag_p99_seconds{${own}})`, ...byJob }],
        {
          width: 6,
          limit: 0.2,
        },
      ),
      graph(
        "Starts in an hour",
        "short",
        [{ expr: `sum by (job) (changes(process_start_time_seconds{${own}}[1h]))`, ...byJob }],
        {
          width: 6,
        },
      ),
    ],
  };
}

function toCertificatesRow(own: string): Row {
  const days = `(min by (job) (tls_certificate_expiry_timestamp_seconds{${own}}) - time()) / 86400`;
  return {
    title: "Certificates",
    panels: [
      graph("Days until they expire", "short", [{ expr: days, ...byJob }], { width: 12, least: 14 }),
      graph(
        "Connections that were not served",
        "ops",
        [
          {
            expr: `sum by (job, reason) (rate(tls_handshake_failures_total{${own}}[$__rate_interval]))`,
            legend: "{{job}} {{reason}}",
          },
        ],
        { width: 12 },
      ),
    ],
  };
}
