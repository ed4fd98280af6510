import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseTraceparent, randomHex, toTraceparent } from "./trace-context.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";

describe("parseTraceparent", () => {
  it("reads ids and the sampled flag", () => {
    assert.deepEqual(parseTraceparent(`00-${traceId}-${spanId}-01`), { traceId, spanId, isSampled: true });
    for (const [flags, isSampled] of Object.entries({ "00": false, "02": false, "03": true, ff: true })) {
      assert.equal(parseTraceparent(`00-${traceId}-${spanId}-${flags}`)?.isSampled, isSampled);
    }
  });

  it("reads what later versions send, up to the flags", () => {
    assert.equal(parseTraceparent(`01-${traceId}-${spanId}-01`)?.traceId, traceId);
    assert.equal(parseTraceparent(`cc-${traceId}-${spanId}-01-what-ever`)?.spanId, spanId);
  });

  it("takes nothing that is not well-formed", () => {
    const wrong = [
      undefined,
      "",
      "00",
      `00-${traceId}-${spanId}-0`,
      `00-${traceId}-${spanId}-01-more`,
      `00-${traceId}-${spanId}-01 `,
      `00-${traceId.toUpperCase()}-${spanId}-01`,
      `00-${"0".repeat(32)}-${spanId}-01`,
      `00-${traceId}-${"0".repeat(16)}-01`,
      `00-${traceId.slice(1)}g-${spanId}-01`,
      `00_${traceId}-${spanId}-01`,
      `00-${traceId}_${spanId}-01`,
      `00-${traceId}-${spanId}_01`,
      `00-${traceId}-${spanId}-0x`,
      `ff-${traceId}-${spanId}-01`,
      `0x-${traceId}-${spanId}-01`,
      `01-${traceId}-${spanId}-01.more`,
    ];
    for (const text of wrong) assert.equal(parseTraceparent(text), undefined, `${text}`);
  });
});

describe("toTraceparent", () => {
  it("writes what it reads", () => {
    for (const flags of ["00", "01"]) {
      const text = `00-${traceId}-${spanId}-${flags}`;
      assert.equal(toTraceparent(parseTraceparent(text)!), text);
    }
  });
});

describe("randomHex", () => {
  it("gives as many digits as asked for, ever others", () => {
    const seen = new Set(Array.from({ length: 5000 }, () => randomHex(8)));
    assert.equal(seen.size, 5000);
    for (const text of seen) assert.match(text, /^[0-9a-f]{16}$/);
    assert.equal(randomHex(16).length, 32);
  });
});
