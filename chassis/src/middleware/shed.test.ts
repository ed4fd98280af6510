import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import { ManualLoop, overload } from "../../test/manual-loop.ts";
import { newCall, newMethod } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import type { Call } from "../call.ts";
import type { Fault } from "../fault.ts";
import { compose, type Handler } from "../handler.ts";
import { LoadShedder } from "../load/load-shedder.ts";
import type { Method } from "../method.ts";
import { shed } from "./shed.ts";
import { ShedCounter } from "./shed-counter.ts";

function setUp(maxConcurrentCalls: number, shedder?: LoadShedder) {
  const telemetry = newTelemetry();
  const clock = new ManualClock();
  const counter = new ShedCounter({ ...telemetry, clock });
  const middleware = shed({ maxConcurrentCalls, counter, shedder });
  return {
    ...telemetry,
    clock,
    wrap: (method: Method) => compose([middleware], () => "opened", method),
    read: () => telemetry.metrics.metrics(),
  };
}

/** A process that refuses all calls just now. */
function newOverloaded(maxConcurrentCalls = 1000) {
  const loop = new ManualLoop();
  const shedder = new LoadShedder(loop);
  overload(loop, shedder);
  return setUp(maxConcurrentCalls, shedder);
}

function newGrpcCall(method: Method) {
  return newCall(method, {}, { transport: "grpc" });
}

/** Calls, and answers why it was refused. */
function refuse(handler: Handler, call: Call): Fault {
  let refused: Fault | undefined;
  call.onAbort = (fault) => {
    refused = fault;
  };
  assert.equal(handler({}, call), undefined);
  assert.ok(refused, "the call was let in");
  return refused;
}

describe("shed", () => {
  it("counts calls of all rpcs together until their last byte, and tells the rest to come back", async () => {
    const { wrap, read } = setUp(2);
    const [one, two] = [newMethod(), newMethod({}, { kind: "server_streaming" })];
    const calls = [newGrpcCall(one), newGrpcCall(two)];
    assert.equal(wrap(one)({}, calls[0]!), "opened");
    assert.equal(wrap(two)({}, calls[1]!), "opened");
    const fault = refuse(wrap(one), newGrpcCall(one));
    assert.deepEqual([fault.code, fault.reason, fault.httpStatus], ["resource_exhausted", "TOO_MANY_CALLS", 503]);
    calls[1]?.end({ code: "cancelled" });
    assert.equal(wrap(one)({}, newGrpcCall(one)), "opened");
    assert.match(await read(), /rpc_shed_total\{service="flotilla.hello.v1.HelloService",reason="TOO_MANY_CALLS"\} 1/);
  });

  it("frees no place for a call that it turned away", () => {
    const { wrap } = setUp(1);
    const method = newMethod();
    const handler = wrap(method);
    const running = newGrpcCall(method);
    assert.equal(handler({}, running), "opened");
    const refused = newGrpcCall(method);
    assert.equal(refuse(handler, refused).reason, "TOO_MANY_CALLS");
    refused.end({ code: "resource_exhausted" });
    assert.equal(refuse(handler, newGrpcCall(method)).reason, "TOO_MANY_CALLS");
    running.end({ code: "ok" });
    assert.equal(handler({}, newGrpcCall(method)), "opened");
  });

  it("leaves the shedder's place to others when a call finds none", () => {
    const { wrap } = newOverloaded(0);
    const method = newMethod();
    assert.equal(refuse(wrap(method), newGrpcCall(method)).reason, "TOO_MANY_CALLS");
  });

  it("refuses calls of an overloaded process", async () => {
    const { wrap, read } = newOverloaded();
    const method = newMethod();
    const fault = refuse(wrap(method), newGrpcCall(method));
    assert.deepEqual([fault.code, fault.reason, fault.httpStatus], ["resource_exhausted", "OVERLOADED", 503]);
    assert.match(await read(), /rpc_shed_total\{service="flotilla.hello.v1.HelloService",reason="OVERLOADED"\} 1/);
  });

  it("asks those that it refuses to come back at different times", () => {
    const { wrap } = newOverloaded();
    const method = newMethod();
    const handler = wrap(method);
    const times = Array.from({ length: 64 }, () => refuse(handler, newGrpcCall(method)).retryAfterMs!);
    assert.equal(new Set(times).size, 16);
    assert.equal(Math.min(...times), 500);
    assert.equal(Math.max(...times), 2000);
  });

  it("lets operations pass always", () => {
    const { wrap } = newOverloaded(0);
    const ops = newMethod({ isOps: true });
    for (const _ of [1, 2]) assert.equal(wrap(ops)({}, newCall(ops)), "opened");
  });

  it("lets a call from within the process pass, whose work has begun elsewhere", () => {
    const method = newMethod();
    const overloaded = newOverloaded().wrap(method);
    assert.equal(overloaded({}, newCall(method)), "opened");
    assert.equal(refuse(overloaded, newGrpcCall(method)).reason, "OVERLOADED");
    const full = setUp(1).wrap(method);
    assert.equal(full({}, newGrpcCall(method)), "opened");
    assert.equal(full({}, newCall(method)), "opened");
    assert.equal(refuse(full, newGrpcCall(method)).reason, "TOO_MANY_CALLS");
  });

  it("refuses a message for want of a place only: the process took it by itself", () => {
    const method = newMethod();
    const newMessage = () => newCall(method, {}, { transport: "queue" });
    const overloaded = newOverloaded().wrap(method);
    assert.equal(overloaded({}, newMessage()), "opened");
    assert.equal(refuse(overloaded, newGrpcCall(method)).reason, "OVERLOADED");
    const full = setUp(1).wrap(method);
    const running = newMessage();
    assert.equal(full({}, running), "opened");
    assert.equal(refuse(full, newMessage()).reason, "TOO_MANY_CALLS");
    running.end({ code: "ok" });
    assert.equal(full({}, newMessage()), "opened");
  });

  it("sees no load in messages, however many there are", () => {
    const loop = new ManualLoop();
    const shedder = new LoadShedder(loop);
    const method = newMethod();
    const handler = setUp(1e6, shedder).wrap(method);
    for (let turn = 1; turn <= 50; turn++) {
      for (let message = 0; message < turn * 20; message++) {
        const call = newCall(method, {}, { transport: "queue" });
        assert.equal(handler({}, call), "opened");
        call.end({ code: "ok" });
      }
      loop.turn(turn * 20);
    }
    assert.equal(shedder.isShedding, false);
    assert.equal(handler({}, newGrpcCall(method)), "opened");
  });

  it("never ends a stream that runs", () => {
    const loop = new ManualLoop();
    const shedder = new LoadShedder(loop);
    const { wrap } = setUp(1000, shedder);
    const method = newMethod({}, { kind: "server_streaming" });
    const stream = newGrpcCall(method);
    assert.equal(wrap(method)({}, stream), "opened");
    overload(loop, shedder);
    assert.equal(refuse(wrap(method), newGrpcCall(method)).reason, "OVERLOADED");
    assert.equal(stream.outcome, undefined);
  });

  it("says in the log once a second how many there were", () => {
    const { wrap, clock, written, line } = newOverloaded();
    const method = newMethod();
    for (let calls = 0; calls < 100; calls++) refuse(wrap(method), newGrpcCall(method));
    assert.equal(written.length, 0);
    clock.advance(1000);
    const { level, msg, reason, calls } = line(0);
    assert.deepEqual([written.length, level, msg, reason, calls], [1, "warn", "calls were shed", "OVERLOADED", 100]);
    clock.advance(5000);
    assert.equal(written.length, 1);
  });
});
