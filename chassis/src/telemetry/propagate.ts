import { currentTrace } from "./child-span.ts";
import { currentCall } from "./current-call.ts";
import { toTraceparent } from "./trace-context.ts";

/**
 * Headers that carry the running call on to a callee or into a message: `traceparent` and `tracestate`, `baggage` as it
 * came, and the request id. `propagators` is `OTEL_PROPAGATORS`. Empty outside of calls.
 */
export function createOutgoingHeaders(propagators: readonly string[]): Record<string, string> {
  const trace = currentTrace();
  const call = currentCall();
  const headers: Record<string, string> = {};
  if (trace && propagators.includes("tracecontext")) {
    headers["traceparent"] = toTraceparent(trace);
    if (trace.state) headers["tracestate"] = trace.state;
  }
  const baggage = propagators.includes("baggage") ? call?.header("baggage") : undefined;
  if (baggage) headers["baggage"] = baggage;
  if (call?.requestId) headers["x-request-id"] = call.requestId;
  return headers;
}
