import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AdmissionBucket } from "./admission-bucket.ts";

function countIn(bucket: AdmissionBucket): number {
  let count = 0;
  while (bucket.take()) count++;
  return count;
}

describe("AdmissionBucket", () => {
  it("lets calls in at its pace", () => {
    const bucket = new AdmissionBucket();
    bucket.setPace(4, 10);
    assert.equal(countIn(bucket), 0);
    bucket.refill(2);
    assert.equal(countIn(bucket), 8);
  });

  it("forgets what nobody took for a while", () => {
    const bucket = new AdmissionBucket();
    bucket.setPace(4, 10);
    bucket.refill(1000);
    assert.equal(countIn(bucket), 40);
    bucket.refill(5);
    bucket.empty();
    assert.equal(countIn(bucket), 0);
  });

  it("comes to a whole call, however slow it is", () => {
    const bucket = new AdmissionBucket();
    bucket.setPace(0.02, 10);
    bucket.refill(49);
    assert.equal(countIn(bucket), 0);
    bucket.refill(1.001);
    assert.equal(countIn(bucket), 1);
  });
});
