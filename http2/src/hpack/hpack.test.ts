import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConnectionError, errorCodes } from "../error-code.ts";
import type { Field } from "../field.ts";
import { HpackDecoder } from "./decoder.ts";
import { HpackEncoder, maxEncodedBytes } from "./encoder.ts";
import { decodeHuffman, encodeHuffman, huffmanLength } from "./huffman.ts";

function decode(decoder: HpackDecoder, bytes: Buffer, maxListSize = 1e6): string[] {
  const fields: string[] = [];
  const add = ({ name, value }: Field) => fields.push(name, value);
  decoder.decode({ bytes, start: 0, end: bytes.length }, maxListSize, { add });
  return fields;
}

function encode(encoder: HpackEncoder, fields: readonly string[]): Buffer {
  const out = Buffer.alloc(maxEncodedBytes(fields));
  return out.subarray(0, encoder.encode(fields, out, 0));
}

const isCompressionError = (error: unknown) =>
  error instanceof ConnectionError && error.code === errorCodes.compressionError;

describe("HpackDecoder", () => {
  it("decodes the requests of RFC 7541 appendix C.4, one after the other", () => {
    const decoder = new HpackDecoder(4096);
    const blocks = [
      "828684418cf1e3c2e5f23a6ba0ab90f4ff",
      "828684be5886a8eb10649cbf",
      "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
    ];
    const [first, second, third] = blocks.map((hex) => decode(decoder, Buffer.from(hex, "hex")));
    const common = [":method", "GET", ":scheme", "http", ":path", "/", ":authority", "www.example.com"];
    assert.deepEqual(first, common);
    assert.deepEqual(second, [...common, "cache-control", "no-cache"]);
    assert.deepEqual(third?.slice(-2), ["custom-key", "custom-value"]);
    assert.deepEqual(third?.slice(2, 6), [":scheme", "https", ":path", "/index.html"]);
  });

  it("evicts as in RFC 7541 appendix C.6, with a table of 256 bytes", () => {
    const decoder = new HpackDecoder(256);
    const first =
      "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3";
    assert.equal(decode(decoder, Buffer.from(first, "hex"))[1], "302");
    const second = decode(decoder, Buffer.from("4883640effc1c0bf", "hex"));
    assert.deepEqual(second.slice(0, 4), [":status", "307", "cache-control", "private"]);
    assert.deepEqual(second.slice(-2), ["location", "https://www.example.com"]);
  });

  const broken = {
    "an index that no entry has": "ff00",
    "index 0": "80",
    "an integer beyond 2^28": "ffffffffff7f",
    "an integer that ends with the block": "ff",
    "a string that ends behind the block": "0005616263",
    "a table larger than was allowed": "3fe21f",
    "a table size update after a field": "8220",
    "Huffman padding of eight bits": "000182ffff0161",
    "the end-of-string code": "000184ffffffff0161",
    "Huffman padding that is not all ones": "000181f0ff0161",
  };
  for (const [what, hex] of Object.entries(broken)) {
    it(`refuses ${what}`, () => {
      assert.throws(() => decode(new HpackDecoder(4096), Buffer.from(hex, "hex")), isCompressionError);
    });
  }

  it("counts a bomb's size but hands out no more than the limit", () => {
    const decoder = new HpackDecoder(4096);
    decode(decoder, Buffer.concat([Buffer.from("4001617fa11e", "hex"), Buffer.alloc(4000, "x")]));
    const bomb = Buffer.alloc(10_000, 0xbe);
    let fields = 0;
    const block = { bytes: bomb, start: 0, end: bomb.length };
    const size = decoder.decode(block, 16_384, { add: () => fields++ });
    assert.ok(size > 10_000 * 4000);
    assert.equal(fields, 4);
  });
});

describe("HpackEncoder", () => {
  it("writes what a decoder reads, however the table fills and shrinks", () => {
    const [encoder, decoder] = [new HpackEncoder(), new HpackDecoder(4096)];
    const names = [":status", "content-type", "x-request-id", "user-agent", "set-cookie", "grpc-status"];
    for (let turn = 0; turn < 500; turn++) {
      if (turn % 50 === 25) encoder.maxTableSize = (turn * 37) % 4097;
      const fields = names.flatMap((name, index) => [name, "x\u00ff~ ".repeat((turn * (index + 3)) % 40) + (turn % 7)]);
      assert.deepEqual(decode(decoder, encode(encoder, fields)), fields, `turn ${turn}`);
    }
  });

  it("says what it said before in one byte a field", () => {
    const encoder = new HpackEncoder();
    const fields = [":status", "200", "content-type", "application/grpc"];
    encode(encoder, fields);
    assert.equal(encode(encoder, fields).length, 2);
  });

  it("stays in step with its peer after a list that it refused", () => {
    const [encoder, decoder] = [new HpackEncoder(), new HpackDecoder(4096)];
    const good = [":status", "200", "content-type", "text/plain"];
    decode(decoder, encode(encoder, good));
    for (const value of ["a\r\nb", "\u0100", "\0"]) {
      assert.throws(() => encode(encoder, ["server", "new", "x-a", value]), TypeError);
      assert.deepEqual(decode(decoder, encode(encoder, good)), good);
    }
  });

  it("refuses such values where Huffman code would shorten them, too", () => {
    for (const value of [`${"a".repeat(40)}\r\nx: y`, `${"a".repeat(40)}\u0161`]) {
      assert.throws(() => encode(new HpackEncoder(), ["content-type", value]), TypeError);
    }
  });

  it("keeps secrets out of the table", () => {
    const encoder = new HpackEncoder();
    const fields = ["authorization", "secret"];
    const first = encode(encoder, fields);
    assert.deepEqual(encode(encoder, fields), first);
    assert.equal(first[0]! & 0xf0, 0x10);
  });
});

describe("the Huffman code", () => {
  it("brings every byte back", () => {
    for (let code = 0; code < 256; code++) {
      for (const text of [String.fromCharCode(code), `a${String.fromCharCode(code)}z`.repeat(5)]) {
        const out = Buffer.alloc(200);
        const end = encodeHuffman(text, out, 0);
        assert.equal(end, huffmanLength(text));
        assert.equal(decodeHuffman(out, 0, end), text, `byte ${code}`);
      }
    }
  });
});
