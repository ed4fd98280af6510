// Events that do not arrive, peers that do not answer, a cache that is away: nobody's call fails yet.
import { type Alert, promql } from "./rule.ts";

/** Alerts on queues, outboxes, caches and calls between services. */
export const eventAlerts: readonly Alert[] = [
  {
    name: "QueueLags",
    severity: "page",
    expr: promql`histogram_quantile(0.99, sum by (namespace, consumer, le) (rate(queue_lag_seconds_bucket[10m]))) > 60`,
    for: "5m",
    summary: "Messages for {{ $labels.consumer }} are handled late",
    description: "A hundredth of them was stored more than {{ $value | humanizeDuration }} before it was dealt with.",
  },
  {
    name: "QueueGrows",
    severity: "page",
    expr: promql`max by (namespace, consumer) (min_over_time(queue_pending_messages[10m])) > 100
      and max by (namespace, consumer) (deriv(queue_pending_messages[10m])) > 0`,
    for: "5m",
    summary: "More messages come for {{ $labels.consumer }} than are handled",
    description: "At least {{ $value | humanize }} have waited all the time, and they grow more.",
  },
  {
    // However few they are: neither a lag nor growth is seen of what nobody takes. Processes that are gone tell nothing.
    name: "QueueStalls",
    severity: "page",
    expr: promql`max by (namespace, consumer) (min_over_time(queue_pending_messages[15m]) and queue_pending_messages) > 0
      unless on (namespace, consumer) sum by (namespace, consumer) (increase(queue_lag_seconds_count[15m])) > 0`,
    for: "5m",
    summary: "{{ $labels.consumer }} stands still",
    description:
      "{{ $value | humanize }} messages or more have waited for a quarter of an hour, and none was dealt with.",
  },
  {
    name: "DeadLetters",
    severity: "ticket",
    expr: promql`sum by (namespace, job, consumer, reason)
      (increase(queue_dead_letters_total[15m]) > 0
        or (queue_dead_letters_total > 0 unless queue_dead_letters_total offset 15m))`,
    summary: "{{ $labels.consumer }} has put messages aside",
    description:
      "About {{ $value | humanize }} in a quarter of an hour, as {{ $labels.reason }}. They wait to be looked at.",
  },
  {
    name: "OutboxStuck",
    severity: "page",
    expr: "max by (namespace, job) (outbox_oldest_seconds) > 60",
    for: "5m",
    summary: "Events of {{ $labels.job }} are not published",
    description:
      "The oldest has waited for {{ $value | humanizeDuration }}. Nothing is lost, but others do not hear of it.",
  },
  {
    name: "CacheAway",
    severity: "ticket",
    expr: 'sum by (namespace, job) (rate(cache_requests_total{result="error"}[5m])) > 0',
    for: "5m",
    summary: "{{ $labels.job }} does without its cache",
    description: "{{ $value | humanize }} look-ups a second find it away; the store has all the work.",
  },
  {
    name: "BreakerOpen",
    severity: "ticket",
    expr: "max by (namespace, job, target) (rpc_client_breaker_state) > 0",
    for: "2m",
    summary: "{{ $labels.job }} has given up calling {{ $labels.target }} for now",
    description: "Most calls to it fail, so that few are let through.",
  },
  {
    name: "RetryBudgetSpent",
    severity: "ticket",
    expr: promql`sum by (namespace, job, target) (rate(rpc_client_retries_total[10m]))
      / (sum by (namespace, job, target) (rate(rpc_client_duration_seconds_count[10m])) > 0) > 0.1`,
    for: "10m",
    summary: "{{ $labels.job }} calls {{ $labels.target }} again too often",
    description: "{{ $value | humanizePercentage }} more attempts than calls: as many as the budget gives, or more.",
  },
  {
    name: "AddressesAway",
    severity: "ticket",
    expr: promql`max by (namespace, job, target, state)
      (rpc_client_addresses{state=~"ejected|not_serving|unreachable"}) > 0`,
    for: "10m",
    summary: "{{ $labels.job }} leaves out addresses of {{ $labels.target }}",
    description: "{{ $value }} are {{ $labels.state }}; the others have their calls.",
  },
];
