import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startCollector } from "@flotilla/testkit/start-collector";
import { newCall, newMethod } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { chassisFields } from "../config/chassis-fields.ts";
import { readConfig } from "../config/read-config.ts";
import { toFault } from "../fault.ts";
import { compose, type Handler } from "../handler.ts";
import { createChain } from "../middleware/chain.ts";
import { createOtlpProcessor } from "./otlp-processor.ts";
import { createTelemetry } from "./telemetry.ts";
import { wrapPort } from "./wrap-port.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const callerSpanId = "b7ad6b7169203331";

class UserStore {
  #users = new Map([["ada", "Ada Lovelace"]]);

  async find(name: string): Promise<string> {
    const user = this.#users.get(name);
    if (!user) throw new Error(`no such row: ${name}`);
    return user;
  }
}

function setUp(env: Record<string, string>) {
  const written: string[] = [];
  const settings = readConfig(chassisFields, env);
  const lines = { write: (line: string) => void written.push(line), flush: () => undefined };
  const telemetry = createTelemetry(settings, "users", { lines });
  const store = wrapPort(new UserStore(), "users_store", telemetry, { attributes: { "db.system.name": "sqlite" } });
  const method = newMethod();
  const handler: Handler = compose(createChain(telemetry, settings), (name) => store.find(name as string), method);
  const call = async (name: string, headers = {}) => {
    const one = newCall(method, headers, { transport: "grpc" });
    try {
      await handler({ decode: () => name }, one);
      one.end({ code: "ok" });
    } catch (thrown) {
      const fault = toFault(thrown);
      one.end({ code: fault.code, fault });
    }
  };
  return { telemetry, call, written, warnings: () => written.filter((line) => line.includes('"level":"warn"')) };
}

describe("OTLP export", () => {
  it("sends the spans of a call, from the door down to the store, under the caller's trace", async () => {
    await using collector = await startCollector();
    const { telemetry, call } = setUp({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=sea%20side,x-more=1",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment=test,service.name=ignored",
      OTEL_SERVICE_NAME: "people",
    });
    await telemetry.start();
    await call("ada", { traceparent: `00-${traceId}-${callerSpanId}-01`, tracestate: "vendor=1" });
    await telemetry.stop();

    const [sent] = collector.exports;
    assert.equal(sent?.path, "/v1/traces");
    assert.equal(sent.headers["content-type"], "application/x-protobuf");
    assert.deepEqual([sent.headers["x-tenant"], sent.headers["x-more"]], ["sea side", "1"]);
    assert.equal(sent.resource["service.name"], "people");
    assert.equal(sent.resource["deployment.environment"], "test");

    const server = collector.spans.find((span) => span.kind === "SPAN_KIND_SERVER");
    const store = collector.spans.find((span) => span.kind === "SPAN_KIND_CLIENT");
    assert.equal(collector.spans.length, 2);
    assert.deepEqual([server?.traceId, store?.traceId], [traceId, traceId]);
    assert.equal(server?.parentSpanId, callerSpanId);
    assert.equal(server?.traceState, "vendor=1");
    assert.equal(store?.parentSpanId, server?.spanId);
    assert.equal(server?.name, "flotilla.hello.v1.HelloService/GetHello");
    assert.equal(store?.name, "users_store.find");
    assert.equal(store?.attributes["db.system.name"], "sqlite");
    assert.ok(server!.startTimeUnixNano <= store!.startTimeUnixNano);
    assert.ok(store!.endTimeUnixNano <= server!.endTimeUnixNano);
    const ageNs = BigInt(Date.now()) * 1_000_000n - server!.startTimeUnixNano;
    assert.ok(ageNs >= 0n && ageNs < 60_000_000_000n, "times are of today");
  });

  it("sends what failed as error status and exception event, on both spans", async () => {
    await using collector = await startCollector();
    const { telemetry, call } = setUp({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/own/path`,
      OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
    });
    await telemetry.start();
    await call("bob");
    await telemetry.stop();
    assert.equal(collector.exports[0]?.path, "/own/path");
    assert.equal(collector.exports[0].headers["content-encoding"], "gzip");
    assert.equal(collector.spans.length, 2);
    for (const span of collector.spans) {
      assert.equal(span.status.code, "STATUS_CODE_ERROR");
      assert.equal(span.events[0]?.name, "exception");
      assert.equal(span.events[0].attributes["exception.message"], "no such row: bob");
      assert.match(String(span.events[0].attributes["exception.stacktrace"]), /UserStore\.find/);
    }
  });

  it("sends nothing of calls that are not sampled", async () => {
    await using collector = await startCollector();
    const { telemetry, call } = setUp({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    await telemetry.start();
    await call("ada", { traceparent: `00-${traceId}-${callerSpanId}-00` });
    await telemetry.stop();
    assert.equal(collector.spans.length, 0);
  });

  it("is never in the way of a collector that is down, broken or silent, and warns once", async () => {
    await using broken = await startCollector(400);
    await using silent = await startCollector("never");
    const gone = await startCollector();
    await gone[Symbol.asyncDispose]();
    for (const { url } of [broken, silent, gone]) {
      const { telemetry, call, warnings } = setUp({
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        OTEL_EXPORTER_OTLP_TIMEOUT: "150",
        OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "1",
        OTEL_BSP_MAX_QUEUE_SIZE: "4",
      });
      await telemetry.start();
      for (let index = 0; index < 50; index++) await call("ada");
      const started = performance.now();
      await telemetry.stop();
      assert.ok(performance.now() - started < 2500, "stopping is bounded");
      assert.equal(warnings().length, 1, url);
      assert.match(warnings()[0] ?? "", /spans cannot be exported/);
    }
  });

  it("stops in time although the collector never answers", async () => {
    await using silent = await startCollector("never");
    const settings = readConfig(chassisFields, { OTEL_EXPORTER_OTLP_TIMEOUT: "600" });
    const { log } = newTelemetry();
    const processor = createOtlpProcessor({ settings, service: "users", url: silent.url, log, stopTimeoutMs: 20 });
    const trace = { traceId, spanId: callerSpanId, parentSpanId: undefined, isSampled: true, state: undefined };
    processor.add({ name: "a", kind: "server", trace, isParentRemote: true, startMs: 0, endMs: 1, attributes: {} });
    const started = performance.now();
    await processor.stop();
    assert.ok(performance.now() - started < settings.otlpTimeoutMs / 2);
  });

  it("keeps no more spans than the queue holds", async () => {
    await using collector = await startCollector();
    const { telemetry, call } = setUp({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_MAX_QUEUE_SIZE: "10",
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "10",
      OTEL_BSP_SCHEDULE_DELAY: "60000",
    });
    await telemetry.start();
    await Promise.all(Array.from({ length: 500 }, () => call("ada")));
    await telemetry.stop();
    assert.ok(collector.spans.length > 0 && collector.spans.length <= 30, `${collector.spans.length} spans were sent`);
  });

  it("is off without an endpoint, when disabled, and before it is started", async () => {
    await using collector = await startCollector();
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    for (const env of [{}, { ...endpoint, OTEL_SDK_DISABLED: "true" }, { ...endpoint, OTEL_TRACES_EXPORTER: "none" }]) {
      const { telemetry, call } = setUp(env);
      await telemetry.start();
      await call("ada");
      assert.equal(telemetry.spans.isOn, false);
      await telemetry.stop();
    }
    const { telemetry, call } = setUp(endpoint);
    await call("ada");
    await telemetry.stop();
    assert.equal(collector.exports.length, 0);
  });
});
