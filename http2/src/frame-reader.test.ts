import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConnectionError } from "./error-code.ts";
import { toFrame } from "./frame.ts";
import { FrameReader } from "./frame-reader.ts";

const sent = [0, 1, 5, 9, 300, 16_384].map((length, index) => {
  return { type: index + 1, flags: index * 3, id: index * 2 + 1, payload: Buffer.alloc(length, index) };
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

  it("hands DATA on as it comes, of which only the last part ends the stream", () => {
    const payload = Buffer.from("0123456789");
    const data = Buffer.concat([toFrame(0, 1, 5, payload), toFrame(0, 1, 7, Buffer.alloc(0))]);
    for (let step = 1; step <= data.length; step++) {
      const parts: { flags: number; id: number; text: string }[] = [];
      const reader = new FrameReader(16_384, ({ flags, id, bytes: from, start, end }) => {
        parts.push({ flags, id, text: from.toString("latin1", start, end) });
      });
      for (let at = 0; at < data.length; at += step) reader.push(data.subarray(at, at + step));
      const [last, ...rest] = parts.filter(({ id }) => id === 5).reverse();
      assert.equal(last?.flags, 1);
      assert.ok(rest.every(({ flags }) => flags === 0));
      assert.equal(parts.map(({ text }) => text).join(""), "0123456789");
      assert.deepEqual(parts.at(-1), { flags: 1, id: 7, text: "" });
    }
  });

  it("holds padded DATA until it is complete", () => {
    const padded = toFrame(0, 8, 5, Buffer.from("\u0003abc\0\0\0"));
    const lengths: number[] = [];
    const reader = new FrameReader(16_384, ({ start, end }) => lengths.push(end - start));
    for (let at = 0; at < padded.length; at++) reader.push(padded.subarray(at, at + 1));
    assert.deepEqual(lengths, [7]);
  });

  it("refuses a frame that is too large by its header alone", () => {
    const reader = new FrameReader(16_384, () => assert.fail("no frame"));
    assert.throws(() => reader.push(Buffer.from("004001000000000001", "hex")), ConnectionError);
  });
});
