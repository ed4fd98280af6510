import type { Middleware } from "../handler.ts";
import { parseTraceparent, randomHex } from "../telemetry/trace-context.ts";

/** Gives every call its trace context and request id. Outermost, so that whatever happens has a trace id. */
export function trace(): Middleware {
  return (next) =>
    function trace(request, call) {
      const parent = parseTraceparent(call.header("traceparent"));
      call.trace = {
        traceId: parent?.traceId ?? randomHex(16),
        spanId: randomHex(8),
        parentSpanId: parent?.spanId,
        isSampled: parent?.isSampled ?? false,
        state: call.header("tracestate"),
      };
      call.requestId = call.header("x-request-id") ?? randomHex(8);
      call.setHeader("x-request-id", call.requestId);
      return next(request, call);
    };
}
