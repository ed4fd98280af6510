import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newCall, newMethod } from "../test/new-call.ts";
import { Fault } from "./fault.ts";
import { assertMatch, readIfMatch } from "./if-match.ts";

const callWith = (header: string | string[] | undefined) => newCall(newMethod(), { "if-match": header });

const changed = () => {
  return new Fault({ code: "failed_precondition", reason: "CHANGED", message: "It changed.", httpStatus: 412 });
};

describe("readIfMatch", () => {
  const read: readonly (readonly [string | string[] | undefined, ReturnType<typeof readIfMatch>])[] = [
    [undefined, undefined],
    ["*", "*"],
    [" * ", "*"],
    ['"1"', ['"1"']],
    ['"1", "a,b" ,,"\xe9"', ['"1"', '"a,b"', '"\xe9"']],
    [
      ['"1"', '"2"'],
      ['"1"', '"2"'],
    ],
    ['W/"1", "2"', ['"2"']],
    ['"1-gzip"', ['"1"']],
    ["", []],
    ["1", []],
    ['"1', []],
    ['*, "1"', []],
    ['"1" or "2"', []],
    ['w/"1"', []],
  ];
  for (const [header, expected] of read) {
    it(`takes ${JSON.stringify(header)} for ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(readIfMatch(callWith(header)), expected);
    });
  }
});

describe("assertMatch", () => {
  it("lets a write pass that asks for nothing, for what is there, or for anything", () => {
    for (const header of [undefined, '"1"', '"0", "1"', "*"]) assertMatch(callWith(header), '"1"', changed);
    assertMatch(callWith(undefined), undefined, changed);
  });

  it("throws the Fault at a write that asks for something else", () => {
    for (const header of ['"2"', 'W/"1"', "1", ""]) {
      assert.throws(() => assertMatch(callWith(header), '"1"', changed), { reason: "CHANGED", httpStatus: 412 });
    }
    for (const header of ['"1"', "*"]) assert.throws(() => assertMatch(callWith(header), undefined, changed), Fault);
  });
});
