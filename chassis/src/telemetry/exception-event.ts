import { serializeError } from "./serialize-error.ts";
import type { SpanEvent } from "./span.ts";

/** What was thrown, as the span event `exception` of OpenTelemetry's conventions. */
export function toExceptionEvent(thrown: unknown, timeMs: number): SpanEvent {
  const { type, message, stack } = serializeError(thrown);
  const attributes = { "exception.type": type, "exception.message": message };
  return {
    name: "exception",
    timeMs,
    attributes: stack === undefined ? attributes : { ...attributes, "exception.stacktrace": stack },
  };
}
