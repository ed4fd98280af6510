import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { crc32 } from "node:zlib";
import { newPng } from "../../../test/new-png.ts";
import { readPng } from "./read-png.ts";

const png = Buffer.from(newPng(30, 20, () => [1, 2, 3, 255]));

/** The PNG with the bytes from `at` on replaced. */
function patch(at: number, bytes: readonly number[]): Buffer {
  const copy = Buffer.from(png);
  copy.set(bytes, at);
  return copy;
}

/** The PNG with another IHDR, whose checksum is right. */
function resize(width: number, height: number): Buffer {
  const copy = Buffer.from(png);
  copy.writeUInt32BE(width, 16);
  copy.writeUInt32BE(height, 20);
  copy.writeUInt32BE(crc32(copy.subarray(12, 29)), 29);
  return copy;
}

describe("a PNG", () => {
  it("says how large it is", () => {
    assert.deepEqual(readPng(png), { width: 30, height: 20, description: "" });
    assert.deepEqual(readPng(resize(784, 1100)), { width: 784, height: 1100, description: "" });
  });

  it("may have something after its end", () => {
    assert.equal(readPng(Buffer.concat([png, Buffer.from("more")])).width, 30);
  });

  const spoiled: readonly (readonly [string, Buffer, RegExp])[] = [
    ["nothing", Buffer.alloc(0), /does not begin like a PNG/],
    ["a JPEG", Buffer.from("ffd8ffe000104a464946", "hex"), /does not begin like a PNG/],
    ["a signature alone", png.subarray(0, 8), /ends too early/],
    ["a head that is cut", png.subarray(0, 20), /ends too early/],
    ["a file without its end", png.subarray(0, -12), /ends too early/],
    ["a file without its last byte", png.subarray(0, -1), /ends too early/],
    ["a flipped bit in the head", patch(17, [1]), /chunk "IHDR" is spoiled/],
    ["a flipped bit in the pixels", patch(45, [png[45]! ^ 1]), /chunk "IDAT" is spoiled/],
    ["a length beyond the file", patch(8, [0xff]), /ends too early/],
    ["a head and an end", Buffer.concat([png.subarray(0, 33), png.subarray(-12)]), /has no pixels/],
    ["an end alone", Buffer.concat([png.subarray(0, 8), png.subarray(-12)]), /first chunk is no IHDR/],
    ["a width of 0", resize(0, 20), /is empty/],
  ];
  for (const [what, bytes, message] of spoiled) {
    it(`is not ${what}`, () => assert.throws(() => readPng(bytes), message));
  }
});
