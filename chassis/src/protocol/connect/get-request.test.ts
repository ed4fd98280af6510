import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Codec, protoCodec } from "../codec.ts";
import { gzip } from "../compression.ts";
import { readGetRequest } from "./get-request.ts";

const codecs: ReadonlyMap<string, Codec> = new Map([["proto", protoCodec]]);
const read = (query: string) => readGetRequest(query, codecs);

describe("readGetRequest", () => {
  it("reads the message as text", () => {
    const { codec, message, compression } = read("connect=v1&encoding=proto&message=%7B%22a%22%3A1%7D");
    assert.deepEqual([codec, Buffer.from(message).toString(), compression], [protoCodec, '{"a":1}', undefined]);
  });

  it("reads base64 of either alphabet, padded or not, and its compression", () => {
    const bytes = Buffer.from([0xfb, 0xff, 0xfe, 0]);
    for (const form of ["-__-AA", "-__-AA%3D%3D", "%2B%2F%2F%2BAA%3D%3D"]) {
      const { message, compression } = read(`encoding=proto&base64=1&compression=gzip&message=${form}`);
      assert.deepEqual([Buffer.from(message), compression], [bytes, gzip], form);
    }
  });

  it("takes an empty message, but not an absent one", () => {
    assert.equal(read("encoding=proto&message=").message.length, 0);
    assert.throws(() => read("encoding=proto"), { reason: "BAD_PARAMETER", message: /message is missing/ });
  });

  it("refuses what it does not know", () => {
    assert.throws(() => read("message=&encoding=xml"), { reason: "UNSUPPORTED_MEDIA_TYPE", httpStatus: 415 });
    assert.throws(() => read("message="), { reason: "UNSUPPORTED_MEDIA_TYPE" });
    assert.throws(() => read("message=&encoding=proto&compression=br"), { reason: "UNSUPPORTED_ENCODING" });
    assert.throws(() => read("message=&encoding=proto&connect=v2"), { reason: "BAD_PARAMETER" });
    assert.throws(() => read("message=*&encoding=proto&base64=1"), { reason: "BAD_PARAMETER" });
  });
});
