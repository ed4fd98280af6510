import assert from "node:assert/strict";
import { it } from "node:test";
import { parseTrailers } from "./trailers.ts";

const parse = (text: string) => ({ ...parseTrailers(Buffer.from(text, "latin1")) });

it("reads lines of names and values, whatever their case and ends", () => {
  assert.deepEqual(parse("Grpc-Status: 0\r\ngrpc-message:a: b \nx-empty:\r\n"), {
    "grpc-status": "0",
    "grpc-message": "a: b",
    "x-empty": "",
  });
});

it("keeps the values of a name that comes again, in order", () => {
  assert.deepEqual(parse("a: 1\r\na: 2\r\nb: x\r\na: 3\r\n"), { a: ["1", "2", "3"], b: "x" });
});

it("passes over what is no field, and takes no name for more than a name", () => {
  assert.deepEqual(parse("nonsense\r\n: nameless\r\n\r\n"), {});
  assert.deepEqual(Object.keys(parse("constructor: a\r\n__proto__: b\r\n")), ["constructor", "__proto__"]);
});
