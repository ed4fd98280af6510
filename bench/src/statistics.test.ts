import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { median, percentile } from "./statistics.ts";

describe("median", () => {
  it("takes the middle of an odd number of values in any order", () => {
    assert.equal(median([30, 10, 20]), 20);
  });

  it("takes the mean of the two in the middle of an even number", () => {
    assert.equal(median([4, 1, 2, 3]), 2.5);
  });

  it("is not a number when there is no value", () => {
    assert.equal(median([]), Number.NaN);
  });
});

describe("percentile", () => {
  it("takes the nearest rank", () => {
    const values = [40, 10, 30, 20];
    assert.deepEqual(
      [0, 25, 26, 50, 99, 100].map((percent) => percentile(values, percent)),
      [10, 10, 20, 20, 40, 40],
    );
  });

  it("is not a number when there is no value", () => {
    assert.equal(percentile([], 50), Number.NaN);
  });
});
