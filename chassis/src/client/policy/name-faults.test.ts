import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RetryService } from "@flotilla/contract/flotilla/test/v1/retry";
import { newCall, newMethod } from "../../../test/new-call.ts";
import { fromPeer, lost, refusedStream, unreached } from "../../../test/peer-faults.ts";
import { ScriptedCaller } from "../../../test/scripted-caller.ts";
import { type FaultCode, faultCodes, toFault } from "../../fault.ts";
import { runInCall } from "../../telemetry/current-call.ts";
import { type CallOptions, createClient } from "../client.ts";
import { nameFaults } from "./name-faults.ts";
import { Refusal, type RefusingPolicy, toRefused } from "./refusal.ts";

/** What callers of a dependency called `fair-weather` get when it ends with `thrown`, from a call and from a stream. */
async function ask(thrown: unknown, options: CallOptions = {}) {
  const peer = new ScriptedCaller(() => {
    throw thrown;
  });
  const client = createClient(RetryService, nameFaults("fair-weather")(peer));
  const fault = await client.read({}, options).then(() => assert.fail("it succeeds"), toFault);
  const ofStream = await client
    .watch({}, options)
    [Symbol.asyncIterator]()
    .next()
    .then(() => assert.fail("it succeeds"), toFault);
  assert.deepEqual([ofStream.reason, ofStream.message], [fault.reason, fault.message]);
  return fault;
}

const refuse = (policy: RefusingPolicy) => toRefused(new Refusal(policy, "port 5432 said no"), 750);

describe("nameFaults", () => {
  it("names the dependency, says what it did, and keeps what really happened for the log", async () => {
    const cases = [
      [unreached(), /^fair-weather cannot be reached\./],
      [refusedStream(), /^fair-weather cannot be reached\./],
      [lost(), /^fair-weather was lost before it had answered\./],
      [fromPeer("internal"), /^fair-weather failed to answer\./],
      [fromPeer("unavailable"), /^fair-weather is not available\./],
      [fromPeer("unavailable", { reason: "DRAINING" }), /^fair-weather is stopping\./],
      [fromPeer("unavailable", { reason: "PEER_UNREACHABLE" }), /^fair-weather cannot reach what it needs\./],
      [refuse("circuit_breaker"), /^fair-weather failed too often of late/],
      [refuse("concurrency_limit"), /^fair-weather has as many calls to answer/],
      [refuse("balancer"), /^fair-weather has no address/],
    ] as const;
    for (const [thrown, message] of cases) {
      const fault = await ask(thrown);
      assert.deepEqual([fault.code, fault.reason, fault.cause], ["unavailable", "FAIR_WEATHER_UNAVAILABLE", thrown]);
      assert.match(fault.message, message);
      assert.doesNotMatch(fault.message, /refused|reset|5432/);
    }
  });

  it("keeps the time to come back", async () => {
    assert.equal((await ask(refuse("circuit_breaker"))).retryAfterMs, 750);
    assert.equal((await ask(fromPeer("internal", { retryAfterMs: 20 }))).retryAfterMs, 20);
    assert.equal((await ask(lost())).retryAfterMs, undefined);
  });

  it("passes every other code as it is", async () => {
    for (const code of Object.keys(faultCodes) as FaultCode[]) {
      if (code === "internal" || code === "unavailable") continue;
      const fault = fromPeer(code);
      assert.equal(await ask(fault), fault);
    }
  });

  it("passes the dependency's own reasons for being unavailable", async () => {
    for (const reason of ["NOT_LOADED", "constructor", ""]) {
      const fault = fromPeer("unavailable", { reason });
      assert.equal(await ask(fault), fault);
    }
  });

  it("does not lay our own mistakes to the dependency", async () => {
    const mistake = new TypeError("undefined is not a function");
    const fault = await ask(mistake);
    assert.deepEqual([fault.code, fault.reason, fault.cause], ["internal", "INTERNAL", mistake]);
  });

  it("does not lay our own end to the dependency", async () => {
    const draining = fromPeer("unavailable", { reason: "DRAINING" });
    assert.equal(await ask(draining, { signal: AbortSignal.abort(draining) }), draining);
    const call = newCall(newMethod());
    call.abort(draining);
    assert.equal(await runInCall(call, () => ask(draining)), draining);
  });
});
