import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import { newCall, newMethod } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import type { Fault } from "../fault.ts";
import { compose } from "../handler.ts";
import type { Method } from "../method.ts";
import { limit } from "./limit.ts";
import { ShedCounter } from "./shed-counter.ts";

function setUp() {
  const telemetry = newTelemetry();
  const clock = new ManualClock();
  const middleware = limit({ counter: new ShedCounter({ ...telemetry, clock }), clock });
  return {
    clock,
    wrap: (method: Method) => compose([middleware], () => "opened", method),
    read: () => telemetry.metrics.metrics(),
  };
}

describe("limit", () => {
  it("keeps an rpc to its rate, and says when the next call will do", async () => {
    const { wrap, clock, read } = setUp();
    const method = newMethod({ rate: { perSecond: 4, burst: 2 } });
    const handler = wrap(method);
    const open = () => handler({}, newCall(method));
    assert.deepEqual([open(), open()], ["opened", "opened"]);
    assert.throws(
      open,
      (fault: Fault) => fault.reason === "RATE_LIMITED" && fault.httpStatus === 429 && fault.retryAfterMs === 250,
    );
    clock.advance(250);
    assert.equal(open(), "opened");
    assert.throws(open, { reason: "RATE_LIMITED" });
    clock.advance(60_000);
    assert.deepEqual([open(), open()], ["opened", "opened"]);
    assert.throws(open, { reason: "RATE_LIMITED" });
    assert.match(await read(), /rpc_shed_total\{service="flotilla.hello.v1.HelloService",reason="RATE_LIMITED"\} 3/);
  });

  it("never turns away operations, and costs an rpc without a rate nothing", () => {
    const { wrap } = setUp();
    const ops = newMethod({ isOps: true, rate: { perSecond: 1, burst: 1 } });
    const handler = wrap(ops);
    for (const _ of [1, 2]) assert.equal(handler({}, newCall(ops)), "opened");
    const free = () => "free";
    assert.equal(
      compose(
        [limit({ counter: new ShedCounter({ ...newTelemetry(), clock: new ManualClock() }) })],
        free,
        newMethod(),
      ),
      free,
    );
  });
});
