import assert from "node:assert/strict";
import { it } from "node:test";
import { createRandom } from "@flotilla/testkit/random";
import { findSyntaxProblem } from "./json-syntax.ts";

const texts = ['{"a":[1,-2.5e+3,true,null,"x\\u00e9\\n"],"b":{}}', "[]", ' "text" ', "0", '[{"a":[[]]}]'];

it("findSyntaxProblem finds nothing in good JSON", () => {
  for (const text of texts) assert.equal(findSyntaxProblem(text), undefined, text);
});

it("findSyntaxProblem agrees with JSON.parse whatever is broken", () => {
  const random = createRandom(11);
  const signs = [...'{}[],:"\\ \n\u0000\u00ff0-.eE+tfn1'];
  for (let round = 0; round < 20_000; round++) {
    const text = texts[Math.floor(random() * texts.length)]!;
    const at = Math.floor(random() * (text.length + 1));
    const sign = signs[Math.floor(random() * signs.length)]!;
    const broken = text.slice(0, at) + (random() < 0.8 ? sign : "") + text.slice(at + (random() < 0.5 ? 1 : 0));
    assert.equal(findSyntaxProblem(broken) === undefined, isJson(broken), JSON.stringify(broken));
  }
});

it("findSyntaxProblem names the first bad byte", () => {
  const at = (text: string) => findSyntaxProblem(text)?.at;
  assert.equal(at('{"a":1 "b":2}'), 7);
  assert.equal(at('{"a":1,}'), 7);
  assert.equal(at('{"a" 1}'), 5);
  assert.equal(at('["a\nb"]'), 3);
  assert.equal(at('["\\x"]'), 2);
  assert.equal(at("[01]"), 1);
  assert.equal(at("[1]]"), 3);
  assert.equal(at('{"a":'), 5);
});

it("findSyntaxProblem survives a million brackets", () => {
  assert.deepEqual(findSyntaxProblem("[".repeat(1_000_000))?.at, 1_000_000);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
