import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseH2load } from "./h2load.ts";

const report = (failed: number, bad: number) => `
finished in 3.00s, 51234.50 req/s, 9.50MB/s
requests: 153703 total, 153703 started, 153703 done, 153703 succeeded, ${failed} failed, 0 errored, 0 timeout
status codes: 153703 2xx, 0 3xx, 0 4xx, ${bad} 5xx
`;

describe("parseH2load", () => {
  it("reads requests per second", () => {
    assert.equal(parseH2load(report(0, 0)), 51_234.5);
  });

  it("refuses a report with failures", () => {
    assert.throws(() => parseH2load(report(2, 0)), /failures/);
    assert.throws(() => parseH2load(report(0, 1)), /failures/);
    assert.throws(() => parseH2load("could not connect"), /failures/);
  });
});
