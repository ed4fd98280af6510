import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Messages, parseMessages } from "./messages.ts";

describe("Messages", () => {
  it("says the one message each time", () => {
    const messages = new Messages(["hi"]);
    assert.deepEqual([messages.next(), messages.next()], ["hi", "hi"]);
  });

  it("lets several take turns", () => {
    const messages = new Messages(["a", "b", "c"]);
    const said = Array.from({ length: 7 }, () => messages.next());
    assert.deepEqual(said, ["a", "b", "c", "a", "b", "c", "a"]);
  });

  it("begins anew with the messages that replace others", () => {
    const messages = new Messages(["a", "b"]);
    messages.next();
    messages.replace(["x", "y"]);
    assert.deepEqual([messages.next(), messages.next(), messages.next()], ["x", "y", "x"]);
  });
});

describe("parseMessages", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["Hello", ["Hello"]],
    ["a|b", ["a", "b"]],
    ["a\nb\r\nc\n", ["a", "b", "c"]],
    [" a | b \n\n| c", ["a", "b", "c"]],
    ["||\n", []],
    ["", []],
  ];
  for (const [text, messages] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseMessages(text), messages));
  }
});
