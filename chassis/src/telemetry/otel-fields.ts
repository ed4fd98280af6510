import { choice, decimal, flag, integer, list, type Settings, text, url } from "../config/field.ts";
import { pairs } from "../config/pairs.ts";
import { samplerNames } from "./sampler.ts";

const schemes = ["http", "https"];

/**
 * The environment variables of the OpenTelemetry specification that a tracing process reads
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). What we do not speak is a wrong
 * setting, not a silent nothing.
 */
export const otelFields = {
  otelSdkDisabled: flag("OTEL_SDK_DISABLED", { fallback: false, help: "Switches span export off." }),
  otelServiceName: text("OTEL_SERVICE_NAME", {
    fallback: undefined,
    help: "`service.name` of spans.",
    shownDefault: "the process's name",
  }),
  otelResourceAttributes: pairs("OTEL_RESOURCE_ATTRIBUTES", { help: "More resource attributes, as `key=value,…`." }),
  otelPropagators: list("OTEL_PROPAGATORS", {
    fallback: ["tracecontext", "baggage"],
    help: "What is passed on to callees: `tracecontext`, `baggage`, or `none`.",
    words: ["tracecontext", "baggage", "none"],
  }),
  otelTracesExporter: choice("OTEL_TRACES_EXPORTER", ["otlp", "none"], {
    fallback: "otlp",
    help: "Where spans go; `otlp` needs an endpoint.",
  }),
  otelTracesSampler: choice("OTEL_TRACES_SAMPLER", samplerNames, {
    fallback: "parentbased_always_on",
    help: "Which calls are sampled.",
  }),
  otelTracesSamplerArg: decimal("OTEL_TRACES_SAMPLER_ARG", {
    min: 0,
    max: 1,
    fallback: 1,
    help: "Share of traces that the ratio samplers take.",
  }),
  otlpEndpoint: url("OTEL_EXPORTER_OTLP_ENDPOINT", schemes, {
    fallback: undefined,
    help: "OTLP collector; spans go to `/v1/traces` below it. Unset: no spans are exported.",
  }),
  otlpTracesEndpoint: url("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", schemes, {
    fallback: undefined,
    help: "The same for spans alone, taken as it stands.",
  }),
  otlpProtocol: choice("OTEL_EXPORTER_OTLP_PROTOCOL", ["http/protobuf"], {
    fallback: "http/protobuf",
    help: "How the collector is spoken to.",
  }),
  otlpHeaders: pairs("OTEL_EXPORTER_OTLP_HEADERS", {
    isSecret: true,
    help: "Headers for the collector, `key=value,…`.",
  }),
  otlpTimeoutMs: integer("OTEL_EXPORTER_OTLP_TIMEOUT", {
    min: 1,
    max: 600_000,
    fallback: 10_000,
    help: "Milliseconds that one export may take.",
  }),
  otlpCompression: choice("OTEL_EXPORTER_OTLP_COMPRESSION", ["none", "gzip"], {
    fallback: "none",
    help: "Compression of exports.",
  }),
  batchDelayMs: integer("OTEL_BSP_SCHEDULE_DELAY", {
    min: 1,
    max: 600_000,
    fallback: 5000,
    help: "Milliseconds between two exports.",
  }),
  batchQueueSize: integer("OTEL_BSP_MAX_QUEUE_SIZE", {
    min: 1,
    max: 1_000_000,
    fallback: 2048,
    help: "Most spans that wait for export; more are dropped.",
  }),
  batchSize: integer("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", {
    min: 1,
    max: 100_000,
    fallback: 512,
    help: "Most spans of one export.",
  }),
};

/** What {@link otelFields} reads to. */
export type OtelSettings = Settings<typeof otelFields>;
