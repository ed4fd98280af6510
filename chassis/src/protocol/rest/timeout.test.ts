import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault } from "../../fault.ts";
import { parseTimeout } from "./timeout.ts";

describe("x-request-timeout", () => {
  const good: Readonly<Record<string, number>> = {
    "2": 2000,
    "0.5": 500,
    "250ms": 250,
    "2s": 2000,
    "0": 0,
    " 1 ": 1000,
  };
  for (const [text, ms] of Object.entries(good)) {
    it(`reads ${JSON.stringify(text)} as ${ms} ms`, () => {
      assert.equal(parseTimeout(text), ms);
    });
  }

  it("is absent where it is not sent", () => {
    assert.equal(parseTimeout(undefined), undefined);
  });

  for (const text of ["", "5m", "1S", "100u", "1h", "-1", "1e3", "0x1", "999999999", "1.2345", "Infinity", "1, 2"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      const fault = parseTimeout(text);
      assert.ok(fault instanceof Fault);
      assert.equal(fault.reason, "BAD_TIMEOUT");
    });
  }
});
