import type { Logger } from "./logger.ts";
import type { OtelSettings } from "./otel-fields.ts";
import type { OtlpProcessor } from "./otlp-processor.ts";
import type { Span, Spans } from "./span.ts";

/** Spans on their way to a collector. */
export interface OtlpSpans extends Spans {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Exports spans to the OTLP endpoint of the settings. Without an endpoint it is off, and the SDK is never loaded: that
 * would be a tenth of a second of every start.
 */
export function createOtlpSpans(settings: OtelSettings, service: string, log: Logger): OtlpSpans {
  const url = readEndpoint(settings);
  let processor: OtlpProcessor | undefined;
  return {
    get isOn() {
      return processor !== undefined;
    },
    add: (span: Span) => processor?.add(span),
    async start() {
      if (url === undefined || processor) return;
      const { createOtlpProcessor } = await import("./otlp-processor.ts");
      processor = createOtlpProcessor({ settings, service, url, log });
    },
    async stop() {
      const stopping = processor?.stop();
      processor = undefined;
      await stopping;
    },
  };
}

/** Where spans go, by the rules of the OTLP exporter specification; undefined when nothing is to be exported. */
export function readEndpoint(settings: OtelSettings): string | undefined {
  if (settings.otelSdkDisabled || settings.otelTracesExporter === "none") return undefined;
  if (settings.otlpTracesEndpoint !== undefined) return settings.otlpTracesEndpoint;
  return settings.otlpEndpoint && `${settings.otlpEndpoint.replace(/\/+$/, "")}/v1/traces`;
}
