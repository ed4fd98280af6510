import { type HrTime, type SpanContext, SpanKind, SpanStatusCode, type TraceState } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from "@opentelemetry/sdk-trace";
import type { Logger } from "./logger.ts";
import type { OtelSettings } from "./otel-fields.ts";
import type { Span, SpanEvent } from "./span.ts";

// The one file that knows the OpenTelemetry SDK; it is imported only when there is a collector to send to. Spans come
// finished from our own middleware, so the SDK's part is what it does best: batching, retrying and the wire.

/** What {@link createOtlpProcessor} needs. */
export interface OtlpOptions {
  readonly settings: OtelSettings;
  readonly service: string;
  readonly url: string;
  readonly log: Logger;
  /** How long a stopping process waits for a collector that does not answer. Default 2000. */
  readonly stopTimeoutMs?: number;
}

/** Batches spans and sends them; never blocks, throws or grows beyond `OTEL_BSP_MAX_QUEUE_SIZE`. */
export interface OtlpProcessor {
  add(span: Span): void;
  /** Sends what waits, within `stopTimeoutMs`. */
  stop(): Promise<void>;
}

export function createOtlpProcessor(options: OtlpOptions): OtlpProcessor {
  const { settings, service, url, log, stopTimeoutMs = 2000 } = options;
  const exporter = new OTLPTraceExporter({
    url,
    headers: settings.otlpHeaders,
    timeoutMillis: settings.otlpTimeoutMs,
    compression: settings.otlpCompression as never,
  });
  const batches = new BatchSpanProcessor({
    exporter: warnOnce(exporter, url, log),
    scheduledDelayMillis: settings.batchDelayMs,
    maxQueueSize: settings.batchQueueSize,
    maxExportBatchSize: Math.min(settings.batchSize, settings.batchQueueSize),
    // The exporter has its own timeout, and tells of it; this one is for an exporter that does not.
    exportTimeoutMillis: settings.otlpTimeoutMs + 1000,
  });
  const resource = createResource(settings, service);
  return {
    add: (span) => batches.onEnd(toReadable(span, resource)),
    async stop() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, stopTimeoutMs);
      await Promise.race([batches.shutdown().catch(() => undefined), promise]);
      clearTimeout(timer);
    },
  };
}

/** One warning when the collector stops answering, one line when it is back. */
function warnOnce(exporter: SpanExporter, url: string, log: Logger): SpanExporter {
  let isDown = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const hasFailed = result.code !== 0;
        if (hasFailed && !isDown) log.warn({ url, err: result.error }, "spans cannot be exported");
        if (!hasFailed && isDown) log.info({ url }, "spans are exported again");
        isDown = hasFailed;
        done({ code: 0 });
      });
    },
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush ? { forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve() } : {}),
  };
}

function createResource(settings: OtelSettings, service: string): Resource {
  return resourceFromAttributes({
    "telemetry.sdk.name": "opentelemetry",
    "telemetry.sdk.language": "nodejs",
    "process.pid": process.pid,
    "process.runtime.name": "nodejs",
    "process.runtime.version": process.versions.node,
    "service.name": service,
    ...settings.otelResourceAttributes,
    ...(settings.otelServiceName === undefined ? {} : { "service.name": settings.otelServiceName }),
  });
}

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

const instrumentationScope = { name: "@flotilla/chassis" };

function toReadable(span: Span, resource: Resource): ReadableSpan {
  const { traceId, spanId, parentSpanId } = span.trace;
  const context = toContext(traceId, spanId, span.trace.state);
  const parent = parentSpanId && { ...toContext(traceId, parentSpanId), isRemote: span.isParentRemote };
  return {
    name: span.name,
    kind: kinds[span.kind],
    spanContext: () => context,
    ...(parent ? { parentSpanContext: parent } : {}),
    startTime: toHrTime(performance.timeOrigin + span.startMs),
    endTime: toHrTime(performance.timeOrigin + span.endMs),
    duration: toHrTime(span.endMs - span.startMs),
    status:
      span.error === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: span.error },
    attributes: span.attributes as ReadableSpan["attributes"],
    links: [],
    events: span.events?.map(toEvent) ?? [],
    ended: true,
    resource,
    instrumentationScope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function toContext(traceId: string, spanId: string, state?: string): SpanContext {
  return { traceId, spanId, traceFlags: 1, ...(state ? { traceState: toTraceState(state) } : {}) };
}

/** The exporter only ever writes it out; it goes as it came. */
function toTraceState(text: string): TraceState {
  const state: TraceState = { serialize: () => text, get: () => undefined, set: () => state, unset: () => state };
  return state;
}

function toEvent(event: SpanEvent): ReadableSpan["events"][number] {
  const attributes = event.attributes as ReadableSpan["attributes"] | undefined;
  return {
    name: event.name,
    time: toHrTime(performance.timeOrigin + event.timeMs),
    ...(attributes ? { attributes } : {}),
  };
}

function toHrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
