import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newCall, newMethod } from "../test/new-call.ts";

describe("a call's response headers and trailers", () => {
  it("take what a field may hold", () => {
    const call = newCall(newMethod());
    for (const value of ["", "a", "a b\tc", "gr\u00fc\u00dfe"]) call.setHeader("x-a", value);
    call.setTrailer("x-b", "1");
    assert.deepEqual([call.responseHeaders, call.responseTrailers], [{ "x-a": "gr\u00fc\u00dfe" }, { "x-b": "1" }]);
  });

  for (const value of ["a\r\nb", "\0", "\u0161", " a", "a ", "\t"]) {
    it(`refuse ${JSON.stringify(value)} where it is set`, () => {
      assert.throws(() => newCall(newMethod()).setHeader("x-a", value), TypeError);
      assert.throws(() => newCall(newMethod()).setTrailer("x-a", value), TypeError);
    });
  }

  it("refuse names that are not lower-case tokens", () => {
    for (const name of ["X-A", "", ":status", "a b"])
      assert.throws(() => newCall(newMethod()).setHeader(name, "1"), TypeError);
  });
});
