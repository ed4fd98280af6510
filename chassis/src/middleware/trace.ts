import type { Call, Outcome } from "../call.ts";
import type { Middleware } from "../handler.ts";
import { runInCall } from "../telemetry/current-call.ts";
import { toServerSpan } from "../telemetry/server-span.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { parseTraceparent, randomHex, toTraceparent } from "../telemetry/trace-context.ts";

/** Request ids that are taken from callers; anything else is replaced, so that logs stay searchable and harmless. */
const requestIdForm = /^[A-Za-z0-9._~:+/=@-]{1,128}$/;

/**
 * Gives every call its trace context and request id, makes it the {@link currentCall} of all that runs for it, and
 * records its span at the end when the call is sampled and spans are exported. Outermost, so that whatever happens has a
 * trace id.
 *
 * Answers carry `x-request-id`, and `traceparent` when the call is sampled: only then is there a trace to look up.
 *
 * @example
 * const handler = compose([trace(telemetry)], () => ({ message: "Hello" }), method);
 * const call = newCall(method, { "x-request-id": "order-17" });
 * handler({}, call);
 * assert.equal(call.requestId, "order-17");
 * assert.equal(call.trace.traceId.length, 32);
 */
export function trace(telemetry: Pick<Telemetry, "sampler" | "spans">): Middleware {
  const record = (outcome: Outcome, call: Call) => telemetry.spans.add(toServerSpan(call, outcome));
  return (next) =>
    function trace(request, call) {
      identify(call, telemetry);
      if (call.trace?.isSampled && telemetry.spans.isOn) call.onEnd(record);
      return runInCall(call, next, request, call);
    };
}

function identify(call: Call, { sampler }: Pick<Telemetry, "sampler">): void {
  const parent = parseTraceparent(call.header("traceparent"));
  const traceId = parent?.traceId ?? randomHex(16);
  call.trace = {
    traceId,
    spanId: randomHex(8),
    parentSpanId: parent?.spanId,
    isSampled: sampler(traceId, parent),
    state: parent && call.header("tracestate"),
  };
  const given = call.headers["x-request-id"];
  call.requestId = typeof given === "string" && requestIdForm.test(given) ? given : randomHex(8);
  const { requestId } = call;
  // Written as one object: both values are of a known form, and this runs for every call.
  const headers = call.trace.isSampled
    ? { "x-request-id": requestId, traceparent: toTraceparent(call.trace) }
    : { "x-request-id": requestId };
  call.responseHeaders = call.responseHeaders ? { ...call.responseHeaders, ...headers } : headers;
}
