import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newCall, newMethod } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import type { CallInit, Outcome } from "../call.ts";
import { compose } from "../handler.ts";
import { metrics } from "./metrics.ts";
import { trace } from "./trace.ts";

const method = newMethod();

function measure(env = {}) {
  const telemetry = newTelemetry(env);
  const handler = compose([trace(telemetry), metrics(telemetry.metrics)], () => undefined, method);
  const run = (init: Partial<CallInit>, outcome: Outcome) => {
    const call = newCall(method, {}, init);
    void handler({}, call);
    call.end(outcome);
    return call;
  };
  return { run, read: () => telemetry.metrics.metrics() };
}

const rest = { transport: "rest", verb: "GET", route: "/v1/hello" } as const;

describe("metrics", () => {
  it("counts a call at its end, once, by service, method, transport and code", async () => {
    const { run, read } = measure();
    run({ transport: "grpc" }, { code: "ok" }).end({ code: "internal" });
    run({ transport: "grpc" }, { code: "ok" });
    run({ transport: "grpc_web" }, { code: "not_found" });
    const text = await read();
    const labels = 'service="flotilla.hello.v1.HelloService",method="GetHello"';
    assert.ok(text.includes(`rpc_server_duration_seconds_count{${labels},transport="grpc",code="ok"} 2`));
    assert.ok(text.includes(`rpc_server_duration_seconds_count{${labels},transport="grpc_web",code="not_found"} 1`));
    assert.doesNotMatch(text, /code="internal"/);
  });

  it("counts REST and Connect as HTTP by verb, route and status, and gRPC not", async () => {
    const { run, read } = measure();
    run(rest, { code: "ok", httpStatus: 200 });
    run(rest, { code: "ok", httpStatus: 200 });
    run(rest, { code: "not_found", httpStatus: 404 });
    run({ transport: "connect", verb: "POST" }, { code: "ok", httpStatus: 200 });
    run({ transport: "grpc" }, { code: "ok", httpStatus: 200 });
    run({ transport: "grpc_web", verb: "POST" }, { code: "ok", httpStatus: 200 });
    const lines = (await read()).split("\n").filter((line) => line.startsWith("http_requests_total"));
    assert.deepEqual(lines.sort(), [
      'http_requests_total{method="GET",path="/v1/hello",status="200"} 2',
      'http_requests_total{method="GET",path="/v1/hello",status="404"} 1',
      'http_requests_total{method="POST",path="/flotilla.hello.v1.HelloService/GetHello",status="200"} 1',
    ]);
  });

  it("counts made-up methods as one", async () => {
    const { run, read } = measure();
    for (const verb of ["BREW", "x".repeat(1000), "GET"]) run({ ...rest, verb }, { code: "ok", httpStatus: 200 });
    const text = await read();
    assert.match(text, /http_requests_total\{method="_OTHER",path="\/v1\/hello",status="200"\} 2/);
    assert.doesNotMatch(text, /BREW/);
  });

  it("leaves the trace of a sampled call as exemplar, and none of another", async () => {
    const sampled = measure();
    const call = sampled.run(rest, { code: "ok", httpStatus: 200 });
    const ids = `{trace_id="${call.trace?.traceId}",span_id="${call.trace?.spanId}"}`;
    assert.equal((await sampled.read()).split(` # ${ids} `).length, 3);
    const unsampled = measure({ OTEL_TRACES_SAMPLER: "always_off" });
    unsampled.run(rest, { code: "ok", httpStatus: 200 });
    assert.doesNotMatch(await unsampled.read(), /trace_id/);
  });

  it("keeps a stream out of the count until its last byte", async () => {
    const telemetry = newTelemetry();
    const handler = compose([metrics(telemetry.metrics)], () => undefined, method);
    const call = newCall(method);
    void handler({}, call);
    assert.doesNotMatch(await telemetry.metrics.metrics(), /_count/);
    call.end({ code: "cancelled" });
    assert.match(await telemetry.metrics.metrics(), /code="cancelled"\} 1/);
  });
});
