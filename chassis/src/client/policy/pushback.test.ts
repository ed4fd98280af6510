import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readPushback } from "./pushback.ts";

const read = (value: string | string[]) => readPushback({ "grpc-retry-pushback-ms": value });

describe("readPushback", () => {
  it("reads milliseconds", () => {
    assert.deepEqual([read("0"), read("25"), read("2147483647")], [0, 25, 2147483647]);
  });

  it("takes what is negative or cannot be read for never", () => {
    const never = ["-1", "", "soon", "1.5", "007", "2147483648", "99999999999", " 1", "+1"];
    assert.deepEqual(new Set(never.map(read)), new Set(["never"]));
    assert.equal(read(["1", "2"]), "never");
  });

  it("says nothing when the server does not", () => {
    assert.equal(readPushback({}), undefined);
    assert.equal(readPushback(undefined), undefined);
  });
});
