import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import { newCall, newMethod } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import type { Fault } from "../fault.ts";
import { compose } from "../handler.ts";
import type { Method } from "../method.ts";
import { limit } from "./limit.ts";

function setUp(maxConcurrentCalls: number) {
  const { metrics } = newTelemetry();
  const clock = new ManualClock();
  const middleware = limit({ maxConcurrentCalls, metrics, clock });
  return {
    clock,
    wrap: (method: Method) => compose([middleware], () => "opened", method),
    read: () => metrics.metrics(),
  };
}

describe("limit", () => {
  it("counts calls of all rpcs together until their last byte, and tells the rest to come back", async () => {
    const { wrap, read } = setUp(2);
    const [one, two] = [newMethod(), newMethod({}, { kind: "server_streaming" })];
    const calls = [newCall(one), newCall(two)];
    assert.equal(wrap(one)({}, calls[0]!), "opened");
    assert.equal(wrap(two)({}, calls[1]!), "opened");
    assert.throws(
      () => wrap(one)({}, newCall(one)),
      (fault: Fault) => fault.reason === "TOO_MANY_CALLS" && fault.httpStatus === 429 && fault.retryAfterMs === 1000,
    );
    calls[1]?.end({ code: "cancelled" });
    assert.equal(wrap(one)({}, newCall(one)), "opened");
    assert.match(await read(), /rpc_shed_total\{service="flotilla.hello.v1.HelloService",reason="TOO_MANY_CALLS"\} 1/);
  });

  it("frees no place for a call that it turned away", () => {
    const { wrap } = setUp(1);
    const method = newMethod();
    const handler = wrap(method);
    const running = newCall(method);
    assert.equal(handler({}, running), "opened");
    const refused = newCall(method);
    assert.throws(() => handler({}, refused), { reason: "TOO_MANY_CALLS" });
    refused.end({ code: "resource_exhausted" });
    assert.throws(() => handler({}, newCall(method)), { reason: "TOO_MANY_CALLS" });
    running.end({ code: "ok" });
    assert.equal(handler({}, newCall(method)), "opened");
  });

  it("never turns away operations", () => {
    const { wrap } = setUp(1);
    const [busy, ops] = [newMethod(), newMethod({ isOps: true })];
    assert.equal(wrap(busy)({}, newCall(busy)), "opened");
    for (const _ of [1, 2]) assert.equal(wrap(ops)({}, newCall(ops)), "opened");
  });

  it("keeps an rpc to its rate, and says when the next call will do", async () => {
    const { wrap, clock, read } = setUp(1000);
    const method = newMethod({ rate: { perSecond: 4, burst: 2 } });
    const handler = wrap(method);
    const open = () => handler({}, newCall(method));
    assert.deepEqual([open(), open()], ["opened", "opened"]);
    assert.throws(open, (fault: Fault) => fault.reason === "RATE_LIMITED" && fault.retryAfterMs === 250);
    clock.advance(250);
    assert.equal(open(), "opened");
    assert.throws(open, { reason: "RATE_LIMITED" });
    clock.advance(60_000);
    assert.deepEqual([open(), open()], ["opened", "opened"]);
    assert.throws(open, { reason: "RATE_LIMITED" });
    assert.match(await read(), /reason="RATE_LIMITED"\} 3/);
  });
});
