import { type AlertCase, badThenGood, grow, growThenStop, hold } from "./alert-case.ts";

const where = { job: "hello", instance: "hello-1:8081" };
const at = '{job="hello", instance="hello-1:8081"}';
const day = 86_400;

/** Processes that lag, shed, run out, restart or vanish. A step is 30 s. */
export const processCases: readonly AlertCase[] = [
  {
    alert: "EventLoopLags",
    series: { [`nodejs_eventloop_lag_p99_seconds${at}`]: badThenGood(0.5, 0.01, 80) },
    as: where,
    fires: "30m",
    rests: "70m",
  },
  {
    alert: "CallsShed",
    series: {
      'rpc_shed_total{job="hello", service="s", reason="OVERLOADED"}': growThenStop(60, 60),
      'rpc_server_duration_seconds_count{job="hello", service="s", method="m", code="ok"}': grow(0, 300, 120),
    },
    as: { job: "hello" },
    fires: "20m",
    rests: "45m",
  },
  {
    alert: "FileDescriptorsScarce",
    series: {
      [`process_open_fds${at}`]: badThenGood(900, 10, 40),
      [`process_max_fds${at}`]: hold(1000, 80),
    },
    as: where,
    fires: "15m",
    rests: "30m",
  },
  {
    alert: "ProcessRestarts",
    series: { [`process_start_time_seconds${at}`]: `100 160 220 280 ${hold(280, 60)}` },
    as: where,
    fires: "2m",
    rests: "25m",
  },
  {
    alert: "TargetDown",
    series: { [`up${at}`]: badThenGood(0, 1, 20) },
    as: where,
    fires: "5m",
    rests: "15m",
  },
  {
    alert: "CertificateExpires",
    rule: { severity: "ticket" },
    series: { [`tls_certificate_expiry_timestamp_seconds${at}`]: badThenGood(10 * day, 90 * day, 40) },
    as: where,
    fires: "15m",
    rests: "30m",
  },
  {
    alert: "CertificateExpires",
    rule: { severity: "page" },
    series: { [`tls_certificate_expiry_timestamp_seconds${at}`]: badThenGood(day, 90 * day, 40) },
    as: where,
    fires: "15m",
    rests: "30m",
  },
  {
    alert: "TlsHandshakesFail",
    series: { 'tls_handshake_failures_total{job="hello", reason="untrusted"}': growThenStop(30, 80) },
    as: { job: "hello", reason: "untrusted" },
    fires: "25m",
    rests: "60m",
  },
];
