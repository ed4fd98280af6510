import {
  type Attributes,
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { Histogram, Registry } from "@prometheus-io/client";
import { pino } from "pino";

/** What a call was, once it is over. */
export interface FinishedCall {
  readonly transport: string;
  readonly method: string;
  readonly code: string;
  readonly isError: boolean;
}

/** A call that is being served. */
export interface ObservedCall {
  end(call: FinishedCall): void;
}

/** The histogram, span and log line that a Node service has; every Node peer carries the same ones. */
export interface PeerTelemetry {
  begin(name: string, headers: Record<string, unknown>, attributes: Attributes): ObservedCall;
  stop(): Promise<void>;
}

/** Starts the telemetry. The exporter finds its target in `OTEL_EXPORTER_OTLP_ENDPOINT`. */
export function startTelemetry(): PeerTelemetry {
  const registry = new Registry();
  const duration = new Histogram({
    name: "rpc_server_duration_seconds",
    help: "Time from the request's arrival to the answer.",
    labelNames: ["method", "transport", "code"],
    registers: [registry],
  });
  const sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.01) });
  const scheduledDelayMillis = Number(process.env["OTEL_BSP_SCHEDULE_DELAY"] ?? 5000);
  const processor = new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), scheduledDelayMillis });
  const provider = new TracerProvider({ sampler, spanProcessors: [processor] });
  const tracer = provider.getTracer("peer");
  const propagator = new W3CTraceContextPropagator();
  const destination = pino.destination({ dest: 1, sync: false, minLength: 4096 });
  const log = pino({}, destination);

  function finish(span: Span, begun: number, { transport, method, code, isError }: FinishedCall): void {
    const elapsedMs = performance.now() - begun;
    duration.observe({ method, transport, code }, elapsedMs / 1000);
    if (isError) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    const traceId = span.spanContext().traceId;
    log.info({ transport, method, code, durationMs: Math.round(elapsedMs * 1000) / 1000, traceId }, "call finished");
  }

  return {
    begin(name, headers, attributes) {
      const begun = performance.now();
      const parent: Context = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
      return { end: (call) => finish(span, begun, call) };
    },
    async stop() {
      await provider.shutdown();
      destination.flushSync();
    },
  };
}
