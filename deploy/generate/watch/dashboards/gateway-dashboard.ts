// Kong, by the metrics of its Prometheus plugin (Kong 3): what dashboard 7424 of grafana.com shows.
import { type Dashboard, figure, graph, type Query, type Row } from "./dashboard.ts";

/** What the gateway passes on, refuses, and adds to the latency. */
export const gateway: Dashboard = {
  uid: "flotilla-gateway",
  title: "Flotilla / gateway",
  description: "Kong: requests, latency, bandwidth, upstreams and its own memory.",
  rows: [toRequestsRow(), toLatencyRow(), toBandwidthRow(), toUpstreamsRow(), toNodeRow()],
};

function toRequestsRow(): Row {
  const by = (labels: string) => `sum by (${labels}) (rate(kong_http_requests_total[$__rate_interval]))`;
  return {
    title: "Requests",
    panels: [
      figure("Requests", "reqps", "sum(rate(kong_http_requests_total[$__rate_interval]))"),
      figure(
        "Ended in 5xx",
        "percentunit",
        '(sum(rate(kong_http_requests_total{code=~"5.."}[$__rate_interval])) or vector(0)) / sum(rate(kong_http_requests_total[$__rate_interval]))',
        { most: 0.05 },
      ),
      figure("Connections", "short", 'sum(kong_nginx_connections_total{state="active"})'),
      graph("By service", "reqps", [{ expr: by("service"), legend: "{{service}}" }], { width: 12 }),
      graph("By route", "reqps", [{ expr: by("service, route"), legend: "{{service}} {{route}}" }], { width: 12 }),
      graph("By status", "reqps", [{ expr: by("service, code"), legend: "{{service}} {{code}}" }], { width: 12 }),
      graph(
        "Answered by the gateway itself",
        "reqps",
        [
          {
            expr: 'sum by (code) (rate(kong_http_requests_total{source!="service"}[$__rate_interval]))',
            legend: "{{code}}",
          },
        ],
        { width: 12, description: "Refused keys, rate limits, paths that nobody has." },
      ),
    ],
  };
}

function toLatencyRow(): Row {
  return {
    title: "Latency",
    panels: [
      graph("Whole requests", "ms", toQuantiles("kong_request_latency_ms")),
      graph("Services", "ms", toQuantiles("kong_upstream_latency_ms")),
      graph("The gateway's own part", "ms", toQuantiles("kong_kong_latency_ms")),
    ],
  };
}

function toQuantiles(family: string): readonly Query[] {
  return [0.9, 0.95, 0.99].map((share) => ({
    expr: `histogram_quantile(${share}, sum by (le, service) (rate(${family}_bucket[$__rate_interval])))`,
    legend: `p${share * 100} {{service}}`,
  }));
}

function toBandwidthRow(): Row {
  const by = (labels: string) => `sum by (${labels}) (rate(kong_bandwidth_bytes[$__rate_interval]))`;
  return {
    title: "Bandwidth",
    panels: [
      graph("All", "Bps", [{ expr: by("direction"), legend: "{{direction}}" }]),
      graph("In, by service", "Bps", [
        {
          expr: 'sum by (service) (rate(kong_bandwidth_bytes{direction="ingress"}[$__rate_interval]))',
          legend: "{{service}}",
        },
      ]),
      graph("Out, by service", "Bps", [
        {
          expr: 'sum by (service) (rate(kong_bandwidth_bytes{direction="egress"}[$__rate_interval]))',
          legend: "{{service}}",
        },
      ]),
    ],
  };
}

function toUpstreamsRow(): Row {
  return {
    title: "Upstreams",
    panels: [
      graph(
        "Targets by state",
        "short",
        [
          {
            expr: "sum by (upstream, target, state) (kong_upstream_target_health)",
            legend: "{{upstream}} {{target}} {{state}}",
          },
        ],
        {
          width: 24,
          description:
            "In a cluster these are the pods that are ready, as `healthchecks_off`: Kubernetes checks them, not Kong.",
        },
      ),
    ],
  };
}

function toNodeRow(): Row {
  return {
    title: "Nodes",
    panels: [
      graph("Connections", "short", [{ expr: "sum by (state) (kong_nginx_connections_total)", legend: "{{state}}" }]),
      graph("Shared memory in use", "percentunit", [
        {
          expr: "max by (shared_dict) (kong_memory_lua_shared_dict_bytes / kong_memory_lua_shared_dict_total_bytes)",
          legend: "{{shared_dict}}",
        },
      ]),
      graph("Memory of the workers", "bytes", [
        { expr: "sum by (node_id) (kong_memory_workers_lua_vms_bytes)", legend: "{{node_id}}" },
      ]),
    ],
  };
}
