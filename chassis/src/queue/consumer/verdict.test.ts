import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault, type FaultCode, faultCodes } from "../../fault.ts";
import { judge } from "./verdict.ts";

const policy = {
  subject: "s",
  durable: "D",
  maxDeliver: 3,
  backoffMs: [100, 900],
  ackWaitMs: 1000,
  orderedBy: undefined,
};
const failed = (code: FaultCode, retryAfterMs?: number) => ({
  code,
  fault: new Fault({ code, reason: "TESTED", message: "", ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }),
});

describe("judge", () => {
  it("acknowledges success", () =>
    assert.deepEqual(judge({ code: "ok" }, { attempt: 1, failures: 0 }, policy), { kind: "ack" }));

  it("goes by the table of codes", () => {
    const kinds = { ack: "ack", nak: "nak", term: "bury" } as const;
    for (const [code, { queue }] of Object.entries(faultCodes)) {
      assert.equal(judge(failed(code as FaultCode), { attempt: 1, failures: 1 }, policy).kind, kinds[queue], code);
    }
  });

  it("buries what has failed too often, unless something is away", () => {
    for (const failures of [3, 4, 100]) {
      assert.equal(judge(failed("internal"), { attempt: 100, failures }, policy).kind, "bury");
      assert.equal(judge(failed("unavailable"), { attempt: 100, failures }, policy).kind, "nak");
    }
    assert.equal(judge(failed("internal"), { attempt: 100, failures: 2 }, policy).kind, "nak");
  });

  it("pauses as the contract says, or as the Fault does, which does not shorten an outage's", () => {
    const pauseOf = (attempt: number, retryAfterMs?: number, code: FaultCode = "unavailable") =>
      judge(failed(code, retryAfterMs), { attempt, failures: 0 }, policy);
    assert.deepEqual(pauseOf(1), { kind: "nak", delayMs: 100 });
    assert.deepEqual(pauseOf(2), { kind: "nak", delayMs: 900 });
    assert.deepEqual(pauseOf(50), { kind: "nak", delayMs: 900 });
    assert.deepEqual(pauseOf(1, 500), { kind: "nak", delayMs: 500 });
    assert.deepEqual(pauseOf(50, 500), { kind: "nak", delayMs: 900 });
    assert.deepEqual(pauseOf(50, 20, "resource_exhausted"), { kind: "nak", delayMs: 20 });
    assert.deepEqual(pauseOf(50, undefined, "resource_exhausted"), { kind: "nak", delayMs: 900 });
  });
});
