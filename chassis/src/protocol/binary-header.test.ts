import assert from "node:assert/strict";
import { it } from "node:test";
import { decodeBinaryHeader, encodeBinaryHeader } from "./binary-header.ts";

it("writes bytes without padding and reads them with or without it", () => {
  for (const [bytes, text] of [
    [[], ""],
    [[255], "/w"],
    [[255, 254], "//4"],
    [[1, 2, 3], "AQID"],
  ] as const) {
    assert.equal(encodeBinaryHeader(Uint8Array.from(bytes)), text);
    assert.deepEqual([...decodeBinaryHeader(text)], [...bytes]);
    assert.deepEqual([...decodeBinaryHeader(text.padEnd(Math.ceil(text.length / 4) * 4, "="))], [...bytes]);
  }
});

it("refuses what is no base64", () => {
  for (const text of ["a b", "é", "====", "a=b"]) {
    assert.throws(() => decodeBinaryHeader(text), { reason: "MALFORMED_MESSAGE" });
  }
});
