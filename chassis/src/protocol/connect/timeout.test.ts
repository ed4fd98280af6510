import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseConnectTimeout, toConnectTimeout } from "./timeout.ts";

describe("parseConnectTimeout", () => {
  it("reads up to ten digits", () => {
    assert.deepEqual([undefined, "0", "250", "9999999999"].map(parseConnectTimeout), [
      undefined,
      0,
      250,
      9_999_999_999,
    ]);
  });

  it("refuses what has another form", () => {
    for (const text of ["", "-1", "1.5", "1s", " 1", "10000000000", "1, 2"]) {
      assert.throws(() => parseConnectTimeout(text), { code: "invalid_argument", reason: "BAD_TIMEOUT" }, text);
    }
  });
});

describe("toConnectTimeout", () => {
  it("writes whole milliseconds, rounded up, in ten digits at most", () => {
    assert.deepEqual([0.2, 1, 1500.1, 1e12].map(toConnectTimeout), ["1", "1", "1501", "9999999999"]);
  });
});
