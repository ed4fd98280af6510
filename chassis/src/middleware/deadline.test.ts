import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import { newCall, newMethod } from "../../test/new-call.ts";
import type { Call } from "../call.ts";
import type { Fault } from "../fault.ts";
import { compose } from "../handler.ts";
import { deadline } from "./deadline.ts";

function setUp(deadlineMs?: number) {
  const clock = new ManualClock();
  const method = newMethod({ deadlineMs });
  const handler = compose([deadline(clock)], () => "opened", method);
  const open = (timeoutMs?: number) => {
    const call = newCall(method, {}, { timeoutMs });
    const faults: Fault[] = [];
    call.onAbort = (fault) => faults.push(fault);
    return { call, faults, opened: handler({}, call) };
  };
  return { clock, open };
}

const toReasons = (faults: readonly Fault[]) => faults.map((fault) => fault.reason);

describe("deadline", () => {
  it("aborts a call when its time is over, never before and at most 8 ms after", () => {
    const { clock, open } = setUp();
    const { call, faults } = open(50);
    clock.advance(call.startMs + 49.9 - clock.now());
    assert.deepEqual(faults, []);
    clock.advance(8.2);
    assert.deepEqual(toReasons(faults), ["DEADLINE_EXCEEDED"]);
    assert.equal(call.signal.reason.code, "deadline_exceeded");
  });

  it("takes the shorter of the caller's timeout and the contract's", () => {
    const { open } = setUp(100);
    assert.equal(open(5000).call.remainingMs <= 100, true);
    const own = open(20).call;
    assert.equal(own.deadlineMs, own.startMs + 20);
    const none = open().call;
    assert.equal(none.deadlineMs, none.startMs + 100);
  });

  it("sets nothing when nobody asks for one", () => {
    const { clock, open } = setUp();
    assert.equal(open().call.deadlineMs, undefined);
    assert.equal(clock.waiting, 0);
  });

  it("answers at once when there is no time at all", () => {
    const { clock, open } = setUp();
    for (const timeoutMs of [0, -5]) assert.throws(() => open(timeoutMs), { reason: "DEADLINE_EXCEEDED" });
    assert.equal(clock.waiting, 0);
  });

  it("calls no handler when the time was over before its turn came", () => {
    const handler = compose([deadline()], () => assert.fail("the handler is not to be called"), newMethod());
    for (const timeoutMs of [1e-6, 1e-3]) {
      const call = newCall(newMethod(), {}, { timeoutMs });
      while (performance.now() < call.startMs + timeoutMs);
      assert.throws(() => handler({}, call), { reason: "DEADLINE_EXCEEDED" });
    }
  });

  it("leaves a call alone that is over, and stops its timer when none is left", () => {
    const { clock, open } = setUp();
    const { call, faults } = open(60_000);
    assert.equal(clock.waiting, 1);
    call.end({ code: "ok" });
    clock.advance(16);
    assert.deepEqual(faults, []);
    assert.equal(clock.waiting, 0);
  });

  it("fires thousands of different deadlines, each within its slot", () => {
    const { clock, open } = setUp();
    const fired = new Map<Call, number>();
    const calls = Array.from({ length: 5000 }, (_, index) => {
      const { call } = open(1 + ((index * 7919) % 20_000));
      call.onAbort = () => fired.set(call, clock.now());
      return call;
    });
    const last = Math.max(...calls.map((call) => call.deadlineMs!));
    while (clock.now() <= last + 8) clock.advance(4);
    assert.equal(fired.size, 5000);
    for (const call of calls) {
      const lateMs = fired.get(call)! - call.deadlineMs!;
      assert.ok(lateMs >= 0 && lateMs <= 8 + 1e-6, `${lateMs} ms late`);
    }
    assert.equal(clock.waiting, 0);
  });

  it("fires all at once after the process stood still", () => {
    const { clock, open } = setUp();
    const opened = [10, 500, 3000, 9000].map((timeoutMs) => open(timeoutMs));
    clock.leap(20_000);
    assert.deepEqual(
      opened.flatMap(({ faults }) => toReasons(faults)),
      Array(4).fill("DEADLINE_EXCEEDED"),
    );
  });
});
