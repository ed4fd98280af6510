import type { Registry } from "@prometheus-io/client";
import type { Call, Outcome } from "../call.ts";
import type { Middleware } from "../handler.ts";
import type { Method } from "../method.ts";
import { Histogram, type HistogramSeries } from "../telemetry/histogram.ts";
import { createHttpMetrics } from "./http-metrics.ts";

/** Doors that the `http_*` families count. */
const httpDoors: ReadonlySet<string> = new Set(["rest", "connect"]);

/**
 * Counts and times every call, to its last byte: `rpc_server_duration_seconds` for all doors, and `http_requests_total`
 * with `http_request_duration_seconds` for REST, Connect and operations. Labels are bounded: routes are templates, codes
 * and methods are closed sets. Sampled calls leave their trace id as the bucket's exemplar.
 *
 * @example
 * const handler = compose([metrics(registry)], () => ({ message: "Hello" }), method);
 * const call = newCall(method);
 * handler({}, call);
 * call.end({ code: "ok" });
 * assert.match(await registry.metrics(), /rpc_server_duration_seconds_count\{.*code="ok"\} 1/);
 */
export function metrics(registry: Registry): Middleware {
  const rpc = new Histogram(registry, {
    name: "rpc_server_duration_seconds",
    help: "Time from the request's head to the answer's last byte, on every door.",
    labelNames: ["service", "method", "transport", "code"],
  });
  const http = createHttpMetrics(registry);
  return (next, method) => {
    const countRpc = createRpcCounter(rpc, method);
    const countHttp = http(method);
    const count = ({ code, httpStatus }: Outcome, call: Call) => {
      const seconds = call.durationMs / 1000;
      countRpc(call, code, seconds);
      if (httpStatus !== undefined && httpDoors.has(call.transport)) countHttp(call, httpStatus, seconds);
    };
    return function metrics(request, call) {
      call.onEnd(count);
      return next(request, call);
    };
  };
}

type RpcCounter = (call: Call, code: Outcome["code"], seconds: number) => void;

/** Finds the series by two short maps: no label object is made or hashed per call. */
function createRpcCounter(histogram: Histogram, method: Method): RpcCounter {
  const byTransport = new Map<string, Map<string, HistogramSeries>>();
  const add = (transport: string, code: string) => {
    const series = histogram.add(method.service || "unmatched", method.name, transport, code);
    const byCode = byTransport.get(transport) ?? new Map<string, HistogramSeries>();
    byTransport.set(transport, byCode.set(code, series));
    return series;
  };
  return ({ transport, trace }, code, seconds) => {
    const series = byTransport.get(transport)?.get(code) ?? add(transport, code);
    series.observe(seconds, trace);
  };
}
