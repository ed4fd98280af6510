import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newCall, newMethod } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { Fault } from "../fault.ts";
import { compose } from "../handler.ts";
import { trace } from "../middleware/trace.ts";

describe("createLogger", () => {
  it("writes one JSON object a line, with level, time and app", () => {
    const telemetry = newTelemetry();
    telemetry.log.info({ port: 8000 }, "listening");
    const { time, ...rest } = telemetry.line(0);
    assert.deepEqual(rest, { level: "info", app: "test", port: 8000, msg: "listening" });
    assert.match(String(time), /^\d{4}-.*Z$/);
  });

  it("writes nothing below its level", () => {
    const telemetry = newTelemetry({ LOG_LEVEL: "warn" });
    telemetry.log.info("quiet");
    telemetry.log.warn("loud");
    assert.deepEqual([telemetry.written.length, telemetry.line(0)["msg"]], [1, "loud"]);
    const silent = newTelemetry({ LOG_LEVEL: "silent" });
    silent.log.fatal("nothing");
    assert.equal(silent.written.length, 0);
  });

  it("adds the ids of the call that the code runs for, in children too", async () => {
    const telemetry = newTelemetry();
    const method = newMethod();
    const handler = compose(
      [trace(telemetry)],
      async () => {
        await Promise.resolve();
        telemetry.log.child({ part: "store" }).info("inside");
      },
      method,
    );
    const call = newCall(method);
    await handler({}, call);
    telemetry.log.info("outside");
    const { trace_id, span_id, request_id, part } = telemetry.line(0);
    assert.deepEqual(
      [trace_id, span_id, request_id, part],
      [...[call.trace?.traceId, call.trace?.spanId, call.requestId, "store"]],
    );
    assert.equal(telemetry.line(1)["trace_id"], undefined);
  });

  it("shows errors with their causes, and only fields that are known to be harmless", () => {
    const telemetry = newTelemetry();
    const cause = Object.assign(new Error("connection refused"), { code: "ECONNREFUSED", password: "hunter2" });
    const fault = new Fault({ code: "unavailable", reason: "PEER_UNREACHABLE", message: "No peer.", cause });
    telemetry.log.error({ err: fault }, "failed");
    const err = telemetry.line(0)["err"] as Record<string, unknown>;
    const inner = err["cause"] as Record<string, unknown>;
    assert.deepEqual([err["type"], err["code"], err["reason"]], ["Fault", "unavailable", "PEER_UNREACHABLE"]);
    assert.deepEqual([inner["message"], inner["code"]], ["connection refused", "ECONNREFUSED"]);
    assert.match(String(err["stack"]), /logger\.test\.ts/);
    assert.doesNotMatch(telemetry.written.join(""), /hunter2/);
  });

  it("never writes what stands under a secret's name", () => {
    const telemetry = newTelemetry();
    const headers = { authorization: "s3cret", "x-api-key": "s3cret", cookie: "s3cret", accept: "text/plain" };
    telemetry.log.info({ headers, apikey: "s3cret", db: { password: "s3cret" } }, "careless");
    assert.doesNotMatch(telemetry.written.join(""), /s3cret/);
    assert.match(telemetry.written.join(""), /text\/plain/);
  });

  it("copes with whatever is given as an error", () => {
    const telemetry = newTelemetry();
    const circular = new Error("loop");
    circular.cause = circular;
    const many = new AggregateError(
      Array.from({ length: 50 }, (_, index) => new Error(`e${index}`)),
      "many",
    );
    const hostile = Object.assign(new Error("x"), { toJSON: () => assert.fail("touched") });
    for (const err of [circular, many, hostile, "text", undefined, null, { a: 1 }, 1n]) {
      telemetry.log.error({ err }, "failed");
    }
    assert.equal(telemetry.written.length, 8);
    for (const line of telemetry.written) assert.equal(JSON.parse(line).msg, "failed");
    assert.ok(telemetry.written[0]!.length < 20_000);
  });
});
