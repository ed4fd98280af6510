import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConnectionError } from "./error-code.ts";
import { toFrame } from "./frame.ts";
import { FrameReader } from "./frame-reader.ts";

const sent = [0, 1, 5, 9, 300, 16_384].map((length, index) => {
  return { type: index, flags: index * 3, id: index * 2 + 1, payload: Buffer.alloc(length, index) };
});
const bytes = Buffer.concat(sent.map(({ type, flags, id, payload }) => toFrame(type, flags, id, payload)));

describe("FrameReader", () => {
  it("reads the same frames wherever the bytes are cut", () => {
    for (const step of [1, 2, 7, 9, 10, 100, 16_000, bytes.length]) {
      const seen: unknown[] = [];
      const reader = new FrameReader(16_384, ({ type, flags, id, bytes: from, start, end }) => {
        seen.push({ type, flags, id, payload: Buffer.from(from.subarray(start, end)) });
      });
      for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step));
      assert.deepEqual(seen, sent, `steps of ${step}`);
      assert.equal(reader.heldSinceMs, undefined);
    }
  });

  it("refuses a frame that is too large by its header alone", () => {
    const reader = new FrameReader(16_384, () => assert.fail("no frame"));
    assert.throws(() => reader.push(Buffer.from("004001000000000001", "hex")), ConnectionError);
  });
});
