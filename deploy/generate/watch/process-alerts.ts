// What a process tells of itself before its callers notice: it lags, sheds, runs out, restarts, or cannot be scraped.
import { type Alert, promql } from "./rule.ts";

const saturation: readonly Alert[] = [
  {
    name: "EventLoopLags",
    severity: "ticket",
    expr: "avg_over_time(nodejs_eventloop_lag_p99_seconds[10m]) > 0.2",
    for: "10m",
    summary: "The event loop of {{ $labels.job }} on {{ $labels.instance }} lags",
    description: "A hundredth of its turns waits for more than {{ $value | humanizeDuration }}.",
  },
  {
    name: "CallsShed",
    severity: "page",
    expr: promql`sum by (namespace, job) (rate(rpc_shed_total{reason=~"OVERLOADED|TOO_MANY_CALLS"}[5m]))
      / (sum by (namespace, job) (rate(rpc_server_duration_seconds_count[5m])) > 0) > 0.01`,
    for: "5m",
    summary: "{{ $labels.job }} turns calls away",
    description: "{{ $value | humanizePercentage }} of the calls are more than it can serve.",
  },
  {
    name: "FileDescriptorsScarce",
    severity: "ticket",
    expr: "process_open_fds / process_max_fds > 0.8",
    for: "10m",
    summary: "{{ $labels.job }} on {{ $labels.instance }} runs out of file descriptors",
    description: "{{ $value | humanizePercentage }} of those that it may have are open.",
  },
];

const life: readonly Alert[] = [
  {
    name: "ProcessRestarts",
    severity: "page",
    expr: "changes(process_start_time_seconds[15m]) >= 3",
    summary: "{{ $labels.job }} on {{ $labels.instance }} starts again and again",
    description: "It has started {{ $value }} times within a quarter of an hour.",
  },
  {
    name: "TargetDown",
    severity: "page",
    expr: "up == 0",
    for: "3m",
    summary: "{{ $labels.job }} on {{ $labels.instance }} cannot be scraped",
    description: "It is expected there, and does not tell how it is.",
  },
  {
    name: "CertificateExpires",
    severity: "ticket",
    expr: "(tls_certificate_expiry_timestamp_seconds - time()) / 86400 < 14",
    for: "10m",
    labels: { within: "14d" },
    summary: "The certificate of {{ $labels.job }} on {{ $labels.instance }} expires soon",
    description: "It is good for {{ $value | humanize }} more days, and was to be replaced by now.",
  },
  {
    name: "CertificateExpires",
    severity: "page",
    expr: "(tls_certificate_expiry_timestamp_seconds - time()) / 86400 < 2",
    for: "10m",
    labels: { within: "2d" },
    summary: "The certificate of {{ $labels.job }} on {{ $labels.instance }} expires at once",
    description: "It is good for {{ $value | humanize }} more days; then nobody connects any more.",
  },
  {
    name: "TlsHandshakesFail",
    severity: "ticket",
    expr: promql`sum by (namespace, job, reason)
      (rate(tls_handshake_failures_total{reason=~"expired|not_yet_valid|untrusted|no_certificate|refused_by_peer"}[10m])) > 0.05`,
    for: "10m",
    summary: "{{ $labels.job }} cannot agree on certificates with its callers",
    description: "{{ $value | humanize }} connections a second end as {{ $labels.reason }}.",
  },
];

/** Alerts on processes, by their own metrics. */
export const processAlerts: readonly Alert[] = [...saturation, ...life];
