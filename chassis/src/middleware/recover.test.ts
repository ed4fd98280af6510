import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newCall, newMethod } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { Fault } from "../fault.ts";
import { compose, type Handler } from "../handler.ts";
import { recover } from "./recover.ts";

const known = new Fault({ code: "not_found", reason: "ROUTE_NOT_FOUND", message: "Not here." });

function guard(handler: Handler) {
  const [telemetry, method] = [newTelemetry(), newMethod()];
  return { telemetry, open: () => compose([recover(telemetry.log)], handler, method)({}, newCall(method)) };
}

describe("recover", () => {
  it("leaves a Fault as it is and does not log it", async () => {
    const thrown = guard(() => {
      throw known;
    });
    assert.throws(thrown.open, known);
    const rejected = guard(() => Promise.reject(known));
    await assert.rejects(rejected.open() as Promise<unknown>, known);
    assert.equal(thrown.telemetry.written.length + rejected.telemetry.written.length, 0);
  });

  it("makes anything else internal, logs it once with its stack, and tells the caller nothing of it", async () => {
    const { open, telemetry } = guard(() => Promise.reject(new Error("password=hunter2")));
    await assert.rejects(open() as Promise<unknown>, (fault: Fault) => {
      assert.equal(fault.code, "internal");
      assert.doesNotMatch(fault.message, /hunter2/);
      return true;
    });
    assert.equal(telemetry.written.length, 1);
    const { err, level, msg } = telemetry.line(0) as { err: { stack: string }; level: string; msg: string };
    assert.deepEqual({ level, msg }, { level: "error", msg: "handler threw" });
    assert.match(err.stack, /recover\.test\.ts/);
  });

  it("copes with whatever can be thrown", () => {
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    const hostile = new Proxy({}, { get: () => assert.fail("touched") });
    for (const thrown of ["text", undefined, null, 7, Symbol("s"), circular, 10n, hostile]) {
      const { open, telemetry } = guard(() => {
        throw thrown;
      });
      assert.throws(open, { code: "internal", reason: "INTERNAL" });
      assert.equal(telemetry.written.length, 1);
    }
  });

  it("says what a stream throws while it is pulled, and logs it once", () => {
    const method = newMethod({}, { kind: "server_streaming" });
    const telemetry = newTelemetry();
    const call = newCall(method);
    void compose([recover(telemetry.log)], () => [], method)({}, call);
    assert.equal(call.toFault(new TypeError("broken")).code, "internal");
    const fault = new Fault({ code: "not_found", reason: "NO_PORT", message: "There is no such port." });
    assert.equal(call.toFault(fault), fault);
    assert.equal(telemetry.written.length, 1);
  });
});
