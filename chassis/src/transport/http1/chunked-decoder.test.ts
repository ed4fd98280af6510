import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ChunkedDecoder } from "./chunked-decoder.ts";

function decode(pieces: readonly string[]) {
  const decoder = new ChunkedDecoder();
  let data = "";
  let left = "";
  for (const piece of pieces) {
    const bytes = Buffer.from(piece, "latin1");
    const end = decoder.take(bytes, 0, (part) => {
      data += part.toString("latin1");
    });
    left += piece.slice(end);
  }
  return { data, left, isDone: decoder.isDone };
}

const body = '3\r\nabc\r\n00a;x;y=1;z="\\" "\r\n0123456789\r\n0\r\nx-sum: 1\r\n\r\n';

// What is wrong with it → a body that is refused.
const refused: Readonly<Record<string, string>> = {
  "a size that is none": "x\r\n",
  "an empty size": "\r\n",
  "a size with a sign": "-1\r\n",
  "a size in the manner of C": "0x1\r\n",
  "a blank after the size": "1 \r\na\r\n",
  "a size beyond all numbers": "ffffffffffffff\r\n",
  "a size line without CR": "1\na\r\n",
  "data beyond the size": "1\r\nab\r\n",
  "data that ends without CR": "1\r\na\n",
  "an extension that is none": "1;\r\na\r\n",
  "an extension with a blank": "1; a\r\na\r\n",
  "a trailer that is none": "0\r\nx\r\n\r\n",
  "a folded trailer": "0\r\nx: y\r\n z\r\n\r\n",
  "a length for a trailer": "0\r\nContent-Length: 1\r\n\r\n",
  "an end without CR": "0\r\n\n",
};

describe("a chunked body", () => {
  it("is put together wherever it is split, and ends where it ends", () => {
    const wanted = { data: "abc0123456789", left: "GET", isDone: true };
    const bytes = `${body}GET`;
    for (let split = 0; split <= bytes.length; split++) {
      assert.deepEqual(decode([bytes.slice(0, split), bytes.slice(split)]), wanted, `split at ${split}`);
    }
    assert.deepEqual(decode([...bytes]), wanted);
  });

  for (const [what, text] of Object.entries(refused)) {
    it(`may not have ${what}`, () => {
      assert.throws(() => decode([text]), { reason: "MALFORMED_REQUEST" });
      assert.throws(() => decode([...text]), { reason: "MALFORMED_REQUEST" });
    });
  }

  it("bounds what nobody reads: a line, all extensions, all trailers", () => {
    const long = "a".repeat(10_000);
    for (const piece of [`1;${long}`, `1;${long}\r\na\r\n`, `0\r\nx: ${long}\r\n`]) {
      const rest = piece.startsWith("0") ? piece.slice(3) : piece;
      assert.throws(() => decode([piece, rest]), { reason: "MALFORMED_REQUEST" });
      assert.doesNotThrow(() => decode([piece]));
    }
  });
});
