import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault } from "../../fault.ts";
import { readLines } from "./json-lines.ts";

async function* chunk(text: string, size: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function read(text: string, size: number, maxBytes = 100): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(chunk(text, size), maxBytes)) lines.push(Buffer.from(line).toString());
  return lines;
}

describe("newline-delimited JSON", () => {
  for (const size of [1, 2, 3, 7, 100]) {
    it(`is cut at newlines wherever chunks of ${size} end`, async () => {
      assert.deepEqual(await read('{"a":"é"}\r\n\n \t\n{"b":2}\n{"c":3}', size), ['{"a":"é"}\r', '{"b":2}', '{"c":3}']);
    });
  }

  it("has no lines when it is empty", async () => {
    assert.deepEqual(await read("", 1), []);
  });

  it("may have lines of exactly the limit", async () => {
    assert.deepEqual(await read(`${"a".repeat(10)}\n${"b".repeat(10)}`, 4, 10), ["a".repeat(10), "b".repeat(10)]);
  });

  for (const text of [`${"a".repeat(11)}\n`, "a".repeat(11), `b\n${"a".repeat(1000)}`]) {
    it(`refuses a line beyond the limit in ${text.length} bytes`, async () => {
      const isTooLarge = (thrown: unknown) => thrown instanceof Fault && thrown.reason === "BODY_TOO_LARGE";
      await assert.rejects(read(text, 4, 10), isTooLarge);
    });
  }
});
