import type { DescMethod } from "@bufbuild/protobuf";
import { Counter, type Registry } from "@prometheus-io/client";
import type { Fault } from "../../fault.ts";
import { Histogram, type HistogramSeries } from "../../telemetry/histogram.ts";
import { oncePerRegistry } from "../../telemetry/once-per-registry.ts";
import type { TraceContext } from "../../telemetry/trace-context.ts";
import { perMethod } from "./per-method.ts";

/** Counts the calls of one dependency. */
export interface ClientMetrics {
  /** A call is over. A sampled `trace` is its exemplar. */
  observe(method: DescMethod, fault: Fault | undefined, ms: number, trace: TraceContext | undefined): void;
  countRetry(method: DescMethod): void;
}

/** `rpc_client_duration_seconds` and `rpc_client_retries_total` of `target`, the mirror of the server's families. */
export function createClientMetrics(registry: Registry, target: string): ClientMetrics {
  const { durations, retries } = familiesOf(registry);
  const seriesOf = perMethod(() => new Map<string, HistogramSeries>());
  const add = (method: DescMethod, code: string) => {
    const series = durations.add(target, method.parent.typeName, method.name, code);
    seriesOf(method).set(code, series);
    return series;
  };
  return {
    observe(method, fault, ms, trace) {
      const code = fault?.code ?? "ok";
      const series = seriesOf(method).get(code) ?? add(method, code);
      series.observe(ms / 1000, trace);
    },
    countRetry: (method) => retries.inc({ target, service: method.parent.typeName, method: method.name }),
  };
}

const familiesOf = oncePerRegistry((registry) => ({
  durations: new Histogram(registry, {
    name: "rpc_client_duration_seconds",
    help: "Time of calls to other services, all attempts together, to the last byte of the answer.",
    labelNames: ["target", "service", "method", "code"],
  }),
  retries: new Counter({
    name: "rpc_client_retries_total",
    help: "Attempts beyond the first of calls to other services.",
    labelNames: ["target", "service", "method"],
    registers: [registry],
  }),
}));
