import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { HealthCheckResponse_ServingStatus, HealthCheckResponseSchema } from "@flotilla/contract/grpc/health/v1/health";
import { ManualClock } from "../../../test/manual-clock.ts";
import { runPromises, type Script, ScriptedCaller } from "../../../test/scripted-caller.ts";
import { Fault, type FaultCode } from "../../fault.ts";
import { WireError } from "../wire/wire-error.ts";
import { HealthWatch } from "./health-watch.ts";

const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = HealthCheckResponse_ServingStatus;
const say = (status: HealthCheckResponse_ServingStatus) => create(HealthCheckResponseSchema, { status });
const fail = (code: FaultCode, cause?: unknown) => new Fault({ code, reason: "X", message: "x", cause });

function setUp(script: Script) {
  const clock = new ManualClock(0);
  const caller = new ScriptedCaller(script);
  const heard: (boolean | undefined)[] = [];
  const onHealth = (isServing: boolean | undefined) => heard.push(isServing);
  const watch = new HealthWatch({ caller, clock, random: () => 0.5, onHealth });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await runPromises();
  };
  return { caller, watch, heard, pass, clock };
}

describe("HealthWatch", () => {
  it("hands on what the peer says, as it changes", async () => {
    const { watch, heard, pass, caller } = setUp(async function* () {
      for (const status of [SERVING, NOT_SERVING, SERVICE_UNKNOWN, SERVING]) yield say(status);
      await new Promise(() => undefined);
    });
    watch.start();
    watch.start();
    await pass(0);
    assert.deepEqual(heard, [true, false, false, true]);
    assert.equal(caller.attempts.length, 1);
  });

  it("takes a peer that tells no health for healthy, and asks no more", async () => {
    for (const code of ["unimplemented", "permission_denied", "unauthenticated"] as const) {
      const { watch, heard, pass, caller } = setUp(() => {
        throw fail(code);
      });
      watch.start();
      await pass(0);
      await pass(60_000);
      assert.deepEqual([heard, caller.attempts.length], [[true], 1]);
      watch.start();
      await pass(0);
      assert.equal(caller.attempts.length, 2);
    }
  });

  it("takes a peer that ends the watch for unhealthy until it answers again", async () => {
    const { watch, heard, pass } = setUp(async function* ({ number }) {
      yield say(SERVING);
      if (number === 1) throw fail("unavailable");
      await new Promise(() => undefined);
    });
    watch.start();
    await pass(0);
    assert.deepEqual(heard, [true, false]);
    await pass(999);
    assert.deepEqual(heard, [true, false]);
    await pass(1);
    assert.deepEqual(heard, [true, false, true]);
  });

  it("knows nothing of a peer whose connection was lost, and asks again within two seconds, however often", async () => {
    const { watch, heard, pass, caller } = setUp(() => {
      throw fail("unavailable", new WireError("gone"));
    });
    watch.start();
    await pass(0);
    for (let turn = 0; turn < 10; turn++) await pass(2000);
    assert.deepEqual(new Set(heard), new Set([undefined]));
    assert.ok(caller.attempts.length >= 10, `${caller.attempts.length}`);
  });

  it("is as patient as in the beginning once the peer has answered", async () => {
    const { watch, pass, caller } = setUp(async function* ({ number }) {
      if (number === 4) yield say(SERVING);
      throw fail("unavailable");
    });
    watch.start();
    while (caller.attempts.length < 4) await pass(100);
    await pass(999);
    assert.equal(caller.attempts.length, 4);
    await pass(1);
    assert.equal(caller.attempts.length, 5);
  });

  it("asks at once when it is told that the peer is back", async () => {
    const { watch, pass, caller, clock } = setUp(() => {
      throw fail("unavailable", new WireError("gone"));
    });
    watch.start();
    await pass(0);
    watch.start();
    await pass(0);
    assert.equal(caller.attempts.length, 2);
    assert.equal(clock.waiting, 1);
  });

  it("cancels the watch when it is stopped, and says nothing any more", async () => {
    const { watch, heard, pass, caller, clock } = setUp(async function* ({ options }) {
      yield say(SERVING);
      await new Promise((_, reject) => {
        options.signal!.addEventListener("abort", () => reject(fail("cancelled")));
      });
    });
    watch.start();
    await pass(0);
    watch.stop();
    await pass(10_000);
    assert.ok(caller.attempts[0]!.options.signal!.aborted);
    assert.deepEqual([heard, clock.waiting], [[true], 0]);
  });
});
