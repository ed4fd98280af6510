import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readEnvelopes, readOnlyEnvelope, splitEnvelopes, toEnvelope } from "./envelope.ts";

const text = (data: Uint8Array) => Buffer.from(data).toString();

async function readAll(chunks: readonly Uint8Array[], maxBytes = 100): Promise<readonly string[]> {
  async function* source() {
    yield* chunks;
  }
  const read: string[] = [];
  for await (const { flags, data } of readEnvelopes(source(), maxBytes)) read.push(`${flags}:${text(data)}`);
  return read;
}

describe("readEnvelopes", () => {
  const body = Buffer.concat([
    toEnvelope(0, Buffer.from("one")),
    toEnvelope(1, Buffer.from("")),
    toEnvelope(2, Buffer.from("three")),
  ]);

  it("reads messages wherever the chunks are cut", async () => {
    for (let size = 1; size <= body.length; size++) {
      const chunks: Uint8Array[] = [];
      for (let from = 0; from < body.length; from += size) chunks.push(body.subarray(from, from + size));
      assert.deepEqual(await readAll(chunks), ["0:one", "1:", "2:three"], `in chunks of ${size}`);
    }
  });

  it("reads nothing from nothing", async () => {
    assert.deepEqual(await readAll([]), []);
    assert.deepEqual(await readAll([new Uint8Array()]), []);
  });

  it("refuses a body that breaks off in the prefix or in the message", async () => {
    for (const length of [1, 4, 5, 7]) {
      await assert.rejects(readAll([body.subarray(0, length)]), { reason: "MALFORMED_MESSAGE", message: /breaks off/ });
    }
  });

  it("refuses a message beyond the limit by its prefix alone", async () => {
    const prefix = Buffer.from([0, 0xff, 0xff, 0xff, 0xff]);
    await assert.rejects(readAll([prefix]), { code: "resource_exhausted", reason: "BODY_TOO_LARGE" });
    assert.deepEqual(await readAll([toEnvelope(0, Buffer.alloc(100, "x"))]), [`0:${"x".repeat(100)}`]);
    await assert.rejects(readAll([toEnvelope(0, Buffer.alloc(101))]), { reason: "BODY_TOO_LARGE" });
  });
});

describe("readOnlyEnvelope", () => {
  it("reads exactly one message", () => {
    const { flags, data } = readOnlyEnvelope(toEnvelope(1, Buffer.from("one")), 3);
    assert.deepEqual([flags, text(data)], [1, "one"]);
  });

  it("refuses none and two", () => {
    const one = toEnvelope(0, Buffer.from("one"));
    for (const body of [new Uint8Array(), Buffer.concat([one, one]), Buffer.concat([one, Buffer.from([0])])]) {
      assert.throws(() => readOnlyEnvelope(body, 100), { code: "unimplemented", reason: "WRONG_MESSAGE_COUNT" });
    }
  });

  it("refuses what breaks off or is too large", () => {
    for (const length of [1, 4, 5, 7]) {
      const cut = toEnvelope(0, Buffer.from("one")).subarray(0, length);
      assert.throws(() => readOnlyEnvelope(cut, 100), { reason: "MALFORMED_MESSAGE" });
    }
    assert.throws(() => readOnlyEnvelope(toEnvelope(0, Buffer.from("four")), 3), { reason: "BODY_TOO_LARGE" });
  });
});

describe("splitEnvelopes", () => {
  const one = toEnvelope(0, Buffer.from("one"));
  const split = (body: Uint8Array, maxBytes = 100) =>
    splitEnvelopes(body, maxBytes).map(({ flags, data }) => `${flags}:${text(data)}`);

  it("reads any number of messages", () => {
    assert.deepEqual(split(new Uint8Array()), []);
    assert.deepEqual(split(Buffer.concat([one, toEnvelope(2, Buffer.from("")), one])), ["0:one", "2:", "0:one"]);
  });

  it("refuses what breaks off or is too large, after the first message too", () => {
    for (const length of [1, 4, 5, 7]) {
      const cut = Buffer.concat([one, one.subarray(0, length)]);
      assert.throws(() => split(cut), { reason: "MALFORMED_MESSAGE" });
    }
    assert.throws(() => split(Buffer.concat([one, toEnvelope(0, Buffer.from("four"))]), 3), {
      reason: "BODY_TOO_LARGE",
    });
  });
});
