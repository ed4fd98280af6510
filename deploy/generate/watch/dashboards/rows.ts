// Rows that several dashboards show, each for the processes that a selector picks.
import { inFleet } from "../in-fleet.ts";
import { figure, graph, type Row } from "./dashboard.ts";

/** What narrows every query down to the namespace that was chosen, in the words of a selector. */
export const chosen = 'namespace=~"$namespace"';

/** What a process uses, and whether it keeps up. */
export function toRuntimeRow(selector: string): Row {
  return {
    title: "Runtime",
    panels: [
      graph(
        "Event loop lag",
        "s",
        [
          { expr: `max by (instance) (nodejs_eventloop_lag_p99_seconds{${selector}})`, legend: "p99 {{instance}}" },
          { expr: `max by (instance) (nodejs_eventloop_lag_mean_seconds{${selector}})`, legend: "mean {{instance}}" },
        ],
        { description: "How long what is due waits for its turn. It is measured in steps of 10 ms.", limit: 0.2 },
      ),
      graph("Event loop busy", "percentunit", [
        {
          expr: `nodejs_eventloop_utilization_summary{quantile="0.5", ${selector}}`,
          legend: "{{instance}}",
        },
      ]),
      graph(
        "CPU",
        "none",
        [
          { expr: `rate(process_cpu_user_seconds_total{${selector}}[$__rate_interval])`, legend: "user {{instance}}" },
          {
            expr: `rate(process_cpu_system_seconds_total{${selector}}[$__rate_interval])`,
            legend: "system {{instance}}",
          },
        ],
        { description: "Cores." },
      ),
      graph("Memory", "bytes", [
        { expr: `process_resident_memory_bytes{${selector}}`, legend: "resident {{instance}}" },
        { expr: `nodejs_heap_size_used_bytes{${selector}}`, legend: "heap {{instance}}" },
        { expr: `nodejs_external_memory_bytes{${selector}}`, legend: "external {{instance}}" },
      ]),
      graph(
        "Garbage collection",
        "percentunit",
        [
          {
            expr: `sum by (instance, kind) (rate(nodejs_gc_duration_seconds_sum{${selector}}[$__rate_interval]))`,
            legend: "{{kind}} {{instance}}",
          },
        ],
        { description: "Share of the time." },
      ),
      graph("File descriptors", "short", [{ expr: `process_open_fds{${selector}}`, legend: "{{instance}}" }]),
    ],
  };
}

/** What the cluster says of the pods of fleets; `pods` is a selector of theirs. */
export function toPodsRow(pods: string): Row {
  const own = `${chosen}, ${pods}`;
  const ofFleet = (expr: string) => `${expr} ${inFleet}`;
  return {
    title: "Pods (from cAdvisor and kube-state-metrics)",
    isCollapsed: true,
    panels: [
      graph(
        "CPU",
        "none",
        [
          {
            expr: `sum by (pod) (${ofFleet(`rate(container_cpu_usage_seconds_total{container!="", ${own}}[$__rate_interval])`)})`,
            legend: "{{pod}}",
          },
        ],
        { description: "Cores." },
      ),
      graph("CPU held back", "percentunit", [
        {
          expr: `sum by (pod) (${ofFleet(`rate(container_cpu_cfs_throttled_periods_total{container!="", ${own}}[$__rate_interval])`)}) / sum by (pod) (rate(container_cpu_cfs_periods_total{container!="", ${own}}[$__rate_interval]))`,
          legend: "{{pod}}",
        },
      ]),
      graph(
        "Memory of the limit",
        "percentunit",
        [
          {
            expr: `max by (pod) (${ofFleet(`container_memory_working_set_bytes{container!="", ${own}}`)}) / on (pod) max by (pod) (kube_pod_container_resource_limits{resource="memory", ${own}})`,
            legend: "{{pod}}",
          },
        ],
        { limit: 0.9 },
      ),
      graph("Restarts in an hour", "short", [
        {
          expr: `sum by (pod) (${ofFleet(`increase(kube_pod_container_status_restarts_total{${own}}[1h])`)})`,
          legend: "{{pod}}",
        },
      ]),
      graph("Pods that are ready", "short", [
        { expr: `sum(${ofFleet(`kube_pod_status_ready{condition="true", ${own}}`)})`, legend: "ready" },
        { expr: `count(${ofFleet(`kube_pod_info{${own}}`)})`, legend: "all" },
      ]),
    ],
  };
}

/** Messages that are consumed; `selector` picks processes. */
export function toQueueRow(selector: string): Row {
  const lag = (share: number) =>
    `histogram_quantile(${share}, sum by (le, consumer) (rate(queue_lag_seconds_bucket{${selector}}[$__rate_interval])))`;
  return {
    title: "Messages",
    panels: [
      graph(
        "Lag",
        "s",
        [
          { expr: lag(0.5), legend: "p50 {{consumer}}" },
          { expr: lag(0.99), legend: "p99 {{consumer}}", hasExemplars: true },
        ],
        { description: "From a message's storing to the end of its handling." },
      ),
      graph("Handled", "ops", [
        {
          expr: `sum by (consumer) (rate(queue_lag_seconds_count{${selector}}[$__rate_interval]))`,
          legend: "{{consumer}}",
        },
      ]),
      graph(
        "Waiting",
        "short",
        [{ expr: `max by (consumer) (queue_pending_messages{${selector}})`, legend: "{{consumer}}" }],
        { description: "Messages that were never delivered yet." },
      ),
      graph("Deliveries by outcome", "ops", [
        {
          expr: `sum by (method, code) (rate(rpc_server_duration_seconds_count{transport="queue", ${selector}}[$__rate_interval]))`,
          legend: "{{method}} {{code}}",
        },
      ]),
      figure("Dead letters", "short", `sum(queue_dead_letters_total{${selector}}) or vector(0)`, {
        most: 1,
        width: 8,
        description: "Since the processes started. `npm run dlq -- list` shows them.",
      }),
    ],
  };
}

/** Events that wait to be published. */
export function toOutboxRow(selector: string): Row {
  return {
    title: "Outbox",
    panels: [
      graph("Waiting events", "short", [{ expr: `max by (job) (outbox_pending{${selector}})`, legend: "{{job}}" }], {
        width: 12,
      }),
      graph("Oldest event", "s", [{ expr: `max by (job) (outbox_oldest_seconds{${selector}})`, legend: "{{job}}" }], {
        width: 12,
        limit: 60,
      }),
    ],
  };
}

/** What is found in caches. */
export function toCacheRow(selector: string): Row {
  const looks = `cache_requests_total{${selector}}`;
  const hits = `cache_requests_total{result=~"hit|near_hit|negative", ${selector}}`;
  return {
    title: "Caches",
    panels: [
      graph(
        "Found",
        "percentunit",
        [
          {
            expr: `sum by (job, cache) (rate(${hits}[$__rate_interval])) / sum by (job, cache) (rate(${looks}[$__rate_interval]))`,
            legend: "{{job}} {{cache}}",
          },
        ],
        { width: 12 },
      ),
      graph(
        "Looked up, by result",
        "ops",
        [{ expr: `sum by (job, result) (rate(${looks}[$__rate_interval]))`, legend: "{{job}} {{result}}" }],
        { width: 12, description: "`error` is what was asked while Redis was away." },
      ),
    ],
  };
}

/** Calls to other services. */
export function toPeersRow(selector: string): Row {
  return {
    title: "Calls to other services",
    panels: [
      graph("Calls by outcome", "reqps", [
        {
          expr: `sum by (target, method, code) (rate(rpc_client_duration_seconds_count{${selector}}[$__rate_interval]))`,
          legend: "{{target}} {{method}} {{code}}",
        },
      ]),
      graph("Latency, p99", "s", [
        {
          expr: `histogram_quantile(0.99, sum by (le, target, method) (rate(rpc_client_duration_seconds_bucket{${selector}}[$__rate_interval])))`,
          legend: "{{target}} {{method}}",
          hasExemplars: true,
        },
      ]),
      graph(
        "Breaker",
        "none",
        [
          {
            expr: `max by (target, instance) (rpc_client_breaker_state{${selector}})`,
            legend: "{{target}} at {{instance}}",
          },
        ],
        { description: "0 closed, 1 half-open, 2 open." },
      ),
      graph("In flight, and how many may be", "short", [
        { expr: `sum by (target) (rpc_client_in_flight{${selector}})`, legend: "{{target}} in flight" },
        { expr: `sum by (target) (rpc_client_limit{${selector}})`, legend: "{{target}} limit" },
      ]),
      graph("Attempts beyond the first", "reqps", [
        {
          expr: `sum by (target, method) (rate(rpc_client_retries_total{${selector}}[$__rate_interval])) or 0 * sum by (target, method) (rate(rpc_client_duration_seconds_count{${selector}}[$__rate_interval]))`,
          legend: "{{target}} {{method}}",
        },
      ]),
    ],
  };
}
