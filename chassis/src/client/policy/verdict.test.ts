import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault, type FaultCode, faultCodes, toFault } from "../../fault.ts";
import { WireError } from "../wire/wire-error.ts";
import { Refusal, toRefused } from "./refusal.ts";
import { toVerdict, type Verdict } from "./verdict.ts";

describe("toVerdict", () => {
  function toPeerFault(code: FaultCode, reason: string = code.toUpperCase(), cause?: unknown): Fault {
    return new Fault({ code, reason, message: "As the peer says.", cause });
  }

  const judge = (fault: Fault, signal?: AbortSignal) => toVerdict(fault, 100, signal);

  it("takes what the peer thinks of the request for an answer", () => {
    const others: Partial<Record<FaultCode, Verdict>> = {
      cancelled: "silent",
      deadline_exceeded: "timed_out",
      resource_exhausted: "overloaded",
      unavailable: "unavailable",
      ...{ internal: "failed", unknown: "failed", data_loss: "failed" },
    };
    for (const code of Object.keys(faultCodes) as FaultCode[]) {
      assert.equal(judge(toPeerFault(code)), others[code] ?? "answered", code);
    }
  });

  it("tells a peer that was lost from one that never saw the call", () => {
    const lost = toPeerFault("unavailable", "PEER_UNREACHABLE", new WireError("reset"));
    assert.equal(judge(lost), "unavailable");
    const unseen = toPeerFault("unavailable", "PEER_UNREACHABLE", new WireError("refused", { isUnprocessed: true }));
    assert.equal(judge(unseen), "unreached");
  });

  it("hears nothing in a deadline of less than 50 ms", () => {
    assert.equal(toVerdict(toPeerFault("deadline_exceeded"), 49, undefined), "silent");
    assert.equal(toVerdict(toPeerFault("deadline_exceeded"), 50, undefined), "timed_out");
  });

  it("hears nothing in a call that its caller ended, but for its deadline", () => {
    const draining = toPeerFault("unavailable", "DRAINING");
    assert.equal(judge(draining), "unavailable");
    assert.equal(judge(draining, AbortSignal.abort(draining)), "silent");
    assert.equal(judge(toPeerFault("deadline_exceeded"), AbortSignal.abort()), "timed_out");
  });

  it("hears nothing in what this process refuses or breaks itself", () => {
    assert.equal(judge(toRefused(new Refusal("balancer", "No address."))), "silent");
    assert.equal(judge(toFault(new TypeError("no such field"))), "silent");
    assert.equal(judge(toPeerFault("internal", "INTERNAL", new WireError("reset", { resetCode: 2 }))), "failed");
  });

  it("takes what is too large or too often for an answer, not for overload", () => {
    for (const reason of ["BODY_TOO_LARGE", "HEADERS_TOO_LARGE", "RATE_LIMITED", "TOO_MANY_MESSAGES"]) {
      assert.equal(judge(toPeerFault("resource_exhausted", reason)), "answered", reason);
    }
    for (const reason of ["OVERLOADED", "TOO_MANY_CALLS", "RESOURCE_EXHAUSTED"]) {
      assert.equal(judge(toPeerFault("resource_exhausted", reason)), "overloaded", reason);
    }
  });
});
