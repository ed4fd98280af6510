import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newCall, newMethod } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import type { CallInit, HeaderMap, Outcome } from "../call.ts";
import { Fault } from "../fault.ts";
import { compose } from "../handler.ts";
import { log } from "./log.ts";
import { trace } from "./trace.ts";

interface Given {
  readonly headers?: HeaderMap;
  readonly init?: Partial<CallInit>;
  readonly env?: Record<string, string>;
  readonly isOps?: boolean;
}

function logOne(outcome: Outcome, { headers = {}, init = {}, env = {}, isOps = false }: Given = {}) {
  const telemetry = newTelemetry(env);
  const method = newMethod({ isOps });
  const handler = compose([trace(telemetry), log(telemetry)], () => undefined, method);
  const call = newCall(method, headers, init);
  void handler({}, call);
  assert.equal(telemetry.written.length, 0);
  call.end(outcome);
  return { call, telemetry, line: telemetry.line(0) };
}

function toFault(code: Exclude<Outcome["code"], "ok">, message = "It failed."): Fault {
  return new Fault({ code, reason: "INTERNAL", message });
}

describe("log", () => {
  it("writes one line with everything that identifies the call", () => {
    const init = { transport: "rest", verb: "GET", route: "/v1/hello" } as const;
    const { call, line, telemetry } = logOne({ code: "ok", httpStatus: 200 }, { init });
    const { time, duration_ms, ...rest } = line ?? {};
    assert.deepEqual(rest, {
      level: "info",
      app: "test",
      msg: "call",
      transport: "rest",
      service: "flotilla.hello.v1.HelloService",
      method: "GetHello",
      code: "ok",
      http_method: "GET",
      path: "/v1/hello",
      status: 200,
      peer: "192.0.2.7",
      trace_id: call.trace?.traceId,
      span_id: call.trace?.spanId,
      request_id: call.requestId,
    });
    assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(typeof duration_ms, "number");
    assert.equal(telemetry.written.length, 1);
    assert.ok(telemetry.written[0]?.endsWith("}\n"));
  });

  it("says why a call failed, who called and how much time it had", () => {
    const telemetry = newTelemetry();
    const method = newMethod();
    const handler = compose([log(telemetry)], () => undefined, method);
    const call = newCall(method);
    call.identity = "shop";
    call.deadlineMs = call.startMs + 250;
    void handler({}, call);
    call.end({ code: "not_found", fault: toFault("not_found") });
    const { reason, error, identity, deadline_ms, level } = telemetry.line(0);
    assert.deepEqual(
      { reason, error, identity, deadline_ms, level },
      {
        reason: "INTERNAL",
        error: "It failed.",
        identity: "shop",
        deadline_ms: 250,
        level: "info",
      },
    );
  });

  it("takes the reason that a handler leaves on an answered call", () => {
    const telemetry = newTelemetry();
    const method = newMethod();
    const call = newCall(method);
    void compose([log(telemetry)], () => undefined, method)({}, call);
    call.reason = "EMAIL_TAKEN";
    call.end({ code: "ok" });
    assert.equal(telemetry.line(0)["reason"], "EMAIL_TAKEN");
  });

  it("chooses the level by whose failure it is", () => {
    const levels = { ok: "info", invalid_argument: "info", unavailable: "warn", internal: "error" } as const;
    for (const [code, level] of Object.entries(levels)) {
      const outcome = code === "ok" ? { code } : { code, fault: toFault(code as "internal") };
      assert.equal(logOne(outcome as Outcome).line?.["level"], level);
    }
  });

  it("writes operations at debug, and what is below LOG_LEVEL not at all", () => {
    assert.equal(logOne({ code: "ok" }, { isOps: true }).telemetry.written.length, 0);
    const debug = { LOG_LEVEL: "debug" };
    assert.equal(logOne({ code: "ok" }, { isOps: true, env: debug }).line?.["level"], "debug");
    assert.equal(logOne({ code: "ok" }, { env: { LOG_LEVEL: "error" } }).telemetry.written.length, 0);
    const broken = { code: "internal", fault: toFault("internal") } as const;
    assert.equal(logOne(broken, { isOps: true }).line?.["level"], "error");
  });

  it("stays one line of JSON whatever the caller sends", () => {
    const evil = 'a"}\n{"level":"fatal"}\u2028\u0085\ud800\u001b[31m\\';
    const init = { verb: evil, route: evil, peer: { address: evil } };
    const { telemetry, line } = logOne({ code: "internal", fault: toFault("internal", evil) }, { init });
    assert.equal(telemetry.written.length, 1);
    assert.equal(telemetry.written[0]?.split("\n").length, 2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left.
    assert.doesNotMatch(telemetry.written[0]?.trimEnd() ?? "", /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    assert.equal(line?.["level"], "error");
    assert.equal(line?.["path"], evil);
  });

  it("writes no header, so no secret", () => {
    const headers = { authorization: "Bearer s3cret", "x-api-key": "s3cret", apikey: "s3cret", cookie: "a=s3cret" };
    const { telemetry } = logOne({ code: "ok" }, { headers });
    assert.doesNotMatch(telemetry.written.join(""), /s3cret/);
  });
});
