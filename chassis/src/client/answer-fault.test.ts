import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toForeign } from "./answer-fault.ts";

describe("toForeign", () => {
  it("says what a proxy in the peer's place answered", () => {
    const { code, reason, message } = toForeign("gRPC", { status: 502, headers: { "content-type": "text/html" } });
    assert.deepEqual([code, reason], ["unavailable", "UNAVAILABLE"]);
    assert.match(message, /HTTP status 502 with text\/html/);
  });

  it("reads when to come back, in seconds", () => {
    const read = (value: string | string[]) =>
      toForeign("Connect", { status: 503, headers: { "retry-after": value } }).retryAfterMs;
    assert.deepEqual([read("0"), read("120")], [0, 120_000]);
    const others = ["", "-1", "1.5", "soon", "Sat, 21 Nov 2026 20:00:00 GMT", ["1", "2"], "9".repeat(10)];
    assert.deepEqual(new Set(others.map(read)), new Set([undefined]));
    assert.equal(toForeign("Connect", { status: 503, headers: {} }).retryAfterMs, undefined);
  });
});
