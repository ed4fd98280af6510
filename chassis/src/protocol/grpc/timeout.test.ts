import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseGrpcTimeout, toGrpcTimeout } from "./timeout.ts";

describe("parseGrpcTimeout", () => {
  it("reads every unit", () => {
    const read = ["1H", "2M", "3S", "4m", "5u", "6n", "99999999S", "0m"].map(parseGrpcTimeout);
    assert.deepEqual(read, [3_600_000, 120_000, 3000, 4, 5 * 1e-3, 6 * 1e-6, 99_999_999_000, 0]);
  });

  it("is undefined when no header came", () => {
    assert.equal(parseGrpcTimeout(undefined), undefined);
  });

  it("refuses what has another form", () => {
    for (const text of ["", "1", "S", "-1S", "1.5S", "100000000S", "1 S", "1s", "1S ", "٣S"]) {
      assert.throws(() => parseGrpcTimeout(text), { code: "invalid_argument", reason: "BAD_TIMEOUT" }, text);
    }
  });
});

describe("toGrpcTimeout", () => {
  it("keeps to eight digits, rounding up", () => {
    assert.deepEqual([0, 0.0001, 1.5, 10_000, 100_000, 86_400_000, 1e15].map(toGrpcTimeout), [
      "1u",
      "1u",
      "1500u",
      "10000000u",
      "100000m",
      "86400000m",
      "99999999H",
    ]);
  });
});
