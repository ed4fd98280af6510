import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseConnectTimeout } from "./timeout.ts";

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
