import type { Registry } from "@prometheus-io/client";
import type { Call } from "../call.ts";
import type { Method } from "../method.ts";
import { Histogram, type HistogramSeries, registerFamily } from "../telemetry/histogram.ts";

/** Methods of HTTP; whatever else a caller makes up is counted as one (OpenTelemetry's `_OTHER`). */
const verbs: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "CONNECT",
  "TRACE",
]);

/** Counts an answer with this HTTP status. */
export type HttpCounter = (call: Call, status: number, seconds: number) => void;

/**
 * The families `http_requests_total` and `http_request_duration_seconds`. They have the same series, so that the
 * histogram's count is the counter.
 */
export function createHttpMetrics(registry: Registry): (method: Method) => HttpCounter {
  const histogram = new Histogram(registry, {
    name: "http_request_duration_seconds",
    help: "Time from the request's head to the answer's last byte, for REST, Connect and operations.",
    labelNames: ["method", "path", "status"],
  });
  const total = { name: "http_requests_total", help: "Requests answered by REST, Connect and operations." };
  registerFamily(registry, total, "counter", () =>
    histogram.series.map((series) => ({ labels: series.labels, value: series.count })),
  );
  const byKey = new Map<string, HistogramSeries>();
  return (method) =>
    createHttpCounter(method, (verb, route, status) => findSeries(histogram, byKey, [verb, route, status]));
}

/** An rpc has few routes and few statuses: the last series is nearly always the one. */
function createHttpCounter(
  method: Method,
  find: (verb: string, route: string, status: string) => HistogramSeries,
): HttpCounter {
  let last: { verb: string; route: string; status: number; series: HistogramSeries } | undefined;
  return (call, status, seconds) => {
    const { verb = "POST", route = method.path } = call;
    if (!last || last.verb !== verb || last.route !== route || last.status !== status) {
      const series = find(verbs.has(verb) ? verb : "_OTHER", route, String(status));
      last = { verb, route, status, series };
    }
    last.series.observe(seconds, call.trace);
  };
}

/** Two rpcs may share a route and a status, `unmatched` among them: the series are the family's, not the rpc's. */
function findSeries(histogram: Histogram, byKey: Map<string, HistogramSeries>, labels: string[]): HistogramSeries {
  const key = labels.join(" ");
  const known = byKey.get(key);
  if (known) return known;
  const series = histogram.add(...labels);
  byKey.set(key, series);
  return series;
}
