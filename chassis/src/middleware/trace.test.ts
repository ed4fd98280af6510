import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { newCall, newMethod } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { Fault } from "../fault.ts";
import { compose, type Handler } from "../handler.ts";
import { currentCall } from "../telemetry/current-call.ts";
import { trace } from "./trace.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const parent = `00-${traceId}-b7ad6b7169203331-01`;

function traced(handler: Handler, telemetry = newTelemetry(), method = newMethod()) {
  return { run: compose([trace(telemetry)], handler, method), method, telemetry };
}

describe("trace", () => {
  it("goes on with the caller's trace and state", () => {
    const { run, method } = traced(() => undefined);
    const call = newCall(method, { traceparent: parent, tracestate: "vendor=1" });
    void run({}, call);
    assert.equal(call.trace?.traceId, traceId);
    assert.equal(call.trace.parentSpanId, "b7ad6b7169203331");
    assert.equal(call.trace.state, "vendor=1");
    assert.notEqual(call.trace.spanId, "b7ad6b7169203331");
    assert.equal(call.responseHeaders?.["traceparent"], `00-${traceId}-${call.trace.spanId}-01`);
  });

  it("begins a trace when the header is absent or broken, and drops the state that came with it", () => {
    const { run, method } = traced(() => undefined);
    for (const traceparent of [undefined, "", "00-zz", parent.toUpperCase(), `${parent}-more`]) {
      const call = newCall(method, { traceparent, tracestate: "vendor=1" });
      void run({}, call);
      assert.match(call.trace?.traceId ?? "", /^[0-9a-f]{32}$/);
      assert.notEqual(call.trace?.traceId, traceId);
      assert.equal(call.trace?.state, undefined);
    }
  });

  it("takes a harmless request id and replaces any other", () => {
    const { run, method } = traced(() => undefined);
    const good = newCall(method, { "x-request-id": "order-17/a" });
    void run({}, good);
    assert.equal(good.requestId, "order-17/a");
    assert.equal(good.responseHeaders?.["x-request-id"], "order-17/a");
    for (const bad of ["", "a b", 'a"b', "a\nb", "é", "x".repeat(129), ["a", "b"]]) {
      const call = newCall(method, { "x-request-id": bad });
      void run({}, call);
      assert.match(call.requestId, /^[0-9a-f]{16}$/);
    }
  });

  it("samples as the sampler says, and names a trace in the answer only when it is sampled", () => {
    const { run, method } = traced(() => undefined, newTelemetry({ OTEL_TRACES_SAMPLER: "parentbased_always_off" }));
    const root = newCall(method);
    void run({}, root);
    assert.equal(root.trace?.isSampled, false);
    assert.equal(root.responseHeaders?.["traceparent"], undefined);
    const child = newCall(method, { traceparent: parent });
    void run({}, child);
    assert.equal(child.trace?.isSampled, true);
  });

  it("records a server span at the end of a sampled call, not before", () => {
    const { run, method, telemetry } = traced(() => undefined);
    const call = newCall(method, { traceparent: parent }, { transport: "grpc" });
    void run({}, call);
    assert.equal(telemetry.finished.length, 0);
    call.end({ code: "ok" });
    const [span] = telemetry.finished;
    assert.equal(span?.kind, "server");
    assert.equal(span.name, "flotilla.hello.v1.HelloService/GetHello");
    assert.equal(span.trace.parentSpanId, "b7ad6b7169203331");
    assert.equal(span.attributes["rpc.system"], "grpc");
    assert.equal(span.attributes["rpc.grpc.status_code"], 0);
    assert.equal(span.error, undefined);
  });

  it("marks a span as failed for our failures only", () => {
    const { run, method, telemetry } = traced(() => undefined);
    for (const code of ["not_found", "internal"] as const) {
      const call = newCall(method, {}, { transport: "rest", verb: "GET", route: "/v1/hello" });
      void run({}, call);
      const fault = new Fault({ code, reason: "INTERNAL", message: "It failed.", cause: new Error("disk full") });
      call.end({ code, fault, httpStatus: fault.httpStatus });
    }
    const [missing, broken] = telemetry.finished;
    assert.equal(missing?.error, undefined);
    assert.equal(missing?.attributes["error.type"], "not_found");
    assert.equal(broken?.error, "It failed.");
    assert.equal(broken?.events?.[0]?.attributes?.["exception.message"], "disk full");
    assert.equal(broken?.attributes["http.response.status_code"], 500);
    assert.equal(broken?.name, "GET /v1/hello");
    assert.equal(broken?.attributes["rpc.system"], undefined);
  });

  it("makes no span when the call is not sampled or nobody would get it", () => {
    const unsampled = traced(() => undefined, newTelemetry({ OTEL_TRACES_SAMPLER: "always_off" }));
    const off = traced(() => undefined, newTelemetry({}, false));
    for (const { run, method, telemetry } of [unsampled, off]) {
      const call = newCall(method);
      void run({}, call);
      call.end({ code: "ok" });
      assert.equal(telemetry.finished.length, 0);
    }
  });

  it("is the current call of what runs for it, now and later, and of nothing else", async () => {
    const { run, method } = traced(async () => {
      const before = currentCall();
      await nextTurn();
      return [before, currentCall()];
    });
    const call = newCall(method);
    const other = newCall(method);
    const answers = await Promise.all([run({}, call), run({}, other)]);
    assert.deepEqual(answers, [
      [call, call],
      [other, other],
    ]);
    assert.equal(currentCall(), undefined);
  });
});
