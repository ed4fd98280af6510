import { pickBaggage } from "./baggage.ts";
import { currentTrace } from "./child-span.ts";
import { currentCall } from "./current-call.ts";
import type { Telemetry } from "./telemetry.ts";
import { type TraceContext, toTraceparent } from "./trace-context.ts";

/**
 * Headers that carry the running call on to a callee or into a message: `traceparent` and `tracestate`, the request id,
 * and those members of its baggage that BAGGAGE_KEYS names (default: none). `OTEL_PROPAGATORS` switches traces and
 * baggage off. `trace` is the span that calls; default: the innermost open one. Empty outside of calls.
 */
export function createOutgoingHeaders(
  { propagators, baggageKeys }: Pick<Telemetry, "propagators" | "baggageKeys">,
  trace: TraceContext | undefined = currentTrace(),
): Record<string, string> {
  const call = currentCall();
  const headers: Record<string, string> = {};
  if (trace && propagators.includes("tracecontext")) {
    headers["traceparent"] = toTraceparent(trace);
    if (trace.state) headers["tracestate"] = trace.state;
  }
  const baggage = propagators.includes("baggage") ? pickBaggage(call?.header("baggage"), baggageKeys) : undefined;
  if (baggage) headers["baggage"] = baggage;
  if (call?.requestId) headers["x-request-id"] = call.requestId;
  return headers;
}
