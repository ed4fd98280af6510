import { isatty } from "node:tty";
import { collectDefaultMetrics, Registry } from "@prometheus-io/client";
import type { ChassisSettings } from "../config/chassis-fields.ts";
import type { Part } from "../part.ts";
import { createLineSink, type LineSink } from "./line-sink.ts";
import { createLogger, type Logger } from "./logger.ts";
import { createOtlpSpans } from "./otlp-spans.ts";
import { createSampler, type Sampler } from "./sampler.ts";
import type { Spans } from "./span.ts";
import { toTextLine } from "./text-line.ts";

/**
 * What a process tells about itself: made first, handed to everything that measures or logs. It is the Part that
 * starts first and stops last.
 */
export interface Telemetry extends Part {
  /** Name of the process: `app` on every log line, `service.name` on every span. */
  readonly service: string;
  readonly log: Logger;
  /** Where finished JSON log lines go: the call log writes here without passing through {@link log}. */
  readonly lines: LineSink;
  readonly metrics: Registry;
  readonly spans: Spans;
  readonly sampler: Sampler;
  /** What is passed on to callees: `tracecontext`, `baggage`. */
  readonly propagators: readonly string[];
  /** `BAGGAGE_KEYS`: members of the callers' baggage that are passed on. */
  readonly baggageKeys: readonly string[];
  start(): Promise<void>;
  /** Flushes what is buffered, within a bound; never throws. */
  stop(): Promise<void>;
}

/** What tests replace. */
export interface TelemetryOptions {
  /** Where log lines go. Default: standard output. */
  readonly lines?: LineSink;
  /** Where spans go. Default: the OTLP endpoint of the settings, if there is one. */
  readonly spans?: Spans;
}

/** Makes logger, metrics registry and tracer from the settings. */
export function createTelemetry(settings: ChassisSettings, service: string, options: TelemetryOptions = {}): Telemetry {
  const lines = options.lines ?? createStdout(settings);
  const log = createLogger(settings, service, lines);
  const otlp = createOtlpSpans(settings, service, log);
  const metrics = new Registry(Registry.OPENMETRICS_CONTENT_TYPE);
  const flush = () => lines.flush();
  return {
    name: "telemetry",
    service,
    log,
    lines,
    metrics,
    spans: options.spans ?? otlp,
    sampler: createSampler(settings.otelTracesSampler, settings.otelTracesSamplerArg),
    propagators: settings.otelPropagators,
    baggageKeys: settings.baggageKeys,
    async start() {
      process.on("exit", flush);
      collectDefaultMetrics({ register: metrics });
      await otlp.start();
    },
    async stop() {
      await otlp.stop();
      flush();
      process.off("exit", flush);
    },
  };
}

function createStdout({ logFormat }: Pick<ChassisSettings, "logFormat">): LineSink {
  const isTerminal = isatty(1);
  const sink = createLineSink(1, !isTerminal);
  if (logFormat === "json" || (logFormat === undefined && !isTerminal)) return sink;
  return { write: (line) => sink.write(toTextLine(line, isTerminal)), flush: () => sink.flush() };
}
