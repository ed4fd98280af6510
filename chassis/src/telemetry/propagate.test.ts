import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newCall, newMethod } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { compose } from "../handler.ts";
import { trace } from "../middleware/trace.ts";
import { createOutgoingHeaders } from "./propagate.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const incoming = {
  traceparent: `00-${traceId}-b7ad6b7169203331-01`,
  tracestate: "vendor=1",
  baggage: "tenant=sea,secret=1",
  "x-request-id": "order-17",
};

/** What a handler sends on that is called with `incoming`. */
function propagate(env: Record<string, string> = {}) {
  const telemetry = newTelemetry(env);
  const method = newMethod();
  const call = newCall(method, incoming);
  const headers = compose([trace(telemetry)], () => createOutgoingHeaders(telemetry), method)({}, call);
  return { headers, spanId: call.trace?.spanId };
}

describe("createOutgoingHeaders", () => {
  it("carries the trace and the request id on, and none of the baggage", () => {
    const { headers, spanId } = propagate();
    assert.deepEqual(headers, {
      traceparent: `00-${traceId}-${spanId}-01`,
      tracestate: "vendor=1",
      "x-request-id": "order-17",
    });
  });

  it("carries the baggage on that BAGGAGE_KEYS names", () => {
    const { headers } = propagate({ BAGGAGE_KEYS: "tenant,region" });
    assert.equal((headers as Record<string, string>)["baggage"], "tenant=sea");
  });

  it("says that the call is not sampled", () => {
    const { headers, spanId } = propagate({ OTEL_TRACES_SAMPLER: "always_off" });
    assert.equal((headers as Record<string, string>)["traceparent"], `00-${traceId}-${spanId}-00`);
  });

  it("leaves out what OTEL_PROPAGATORS leaves out", () => {
    const keys = { BAGGAGE_KEYS: "tenant" };
    assert.deepEqual(propagate({ ...keys, OTEL_PROPAGATORS: "none" }).headers, { "x-request-id": "order-17" });
    const { headers } = propagate({ ...keys, OTEL_PROPAGATORS: "baggage" });
    assert.deepEqual(headers, { baggage: "tenant=sea", "x-request-id": "order-17" });
  });

  it("has nothing to carry outside of calls", () => {
    assert.deepEqual(createOutgoingHeaders(newTelemetry()), {});
  });
});
