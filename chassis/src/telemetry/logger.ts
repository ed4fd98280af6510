import { type Logger as PinoLogger, pino } from "pino";
import type { ChassisSettings } from "../config/chassis-fields.ts";
import { currentCall } from "./current-call.ts";
import type { LineSink } from "./line-sink.ts";
import { serializeError } from "./serialize-error.ts";

/**
 * Structured log lines: fields first, then a fixed lower-case message. Inside a call every line carries the call's
 * trace, span and request id by itself; `err` takes whatever was thrown.
 */
export type Logger = Pick<
  PinoLogger,
  "level" | "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "isLevelEnabled" | "child" | "flush"
>;

const secretNames = ["authorization", "cookie", "set-cookie", "x-api-key", "apikey", "password", "token", "secret"];
const secretPaths = secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`]);

/** The process's one logger, writing JSON lines to `sink`. Values under names that hold secrets are never written. */
export function createLogger(settings: Pick<ChassisSettings, "logLevel">, app: string, sink: LineSink): Logger {
  const options = {
    level: settings.logLevel ?? "info",
    base: { app },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: (thrown: unknown) => serializeError(thrown) },
    redact: { paths: secretPaths, censor: "[secret]" },
    mixin: readIds,
  };
  const flush = (done?: () => void) => {
    sink.flush();
    done?.();
  };
  return pino(
    options,
    Object.assign({ write: (line: string) => sink.write(line) }, { flush, flushSync: () => flush() }),
  );
}

function readIds(): Record<string, string> {
  const call = currentCall();
  if (!call?.trace) return {};
  return { trace_id: call.trace.traceId, span_id: call.trace.spanId, request_id: call.requestId };
}
