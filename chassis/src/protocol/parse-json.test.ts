import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRandom } from "../../test/random.ts";
import { Fault } from "../fault.ts";
import { maxJsonDepth, parseJson } from "./parse-json.ts";

const parse = (text: string) => parseJson(Buffer.from(text));

function refuse(bytes: Uint8Array | string): Fault {
  try {
    parseJson(Buffer.from(bytes as string));
  } catch (thrown) {
    assert.ok(thrown instanceof Fault);
    assert.equal(thrown.reason, "MALFORMED_JSON");
    return thrown;
  }
  throw new assert.AssertionError({ message: `${JSON.stringify(bytes).slice(0, 100)} was taken` });
}

describe("parseJson", () => {
  for (const text of [
    "{}",
    "[]",
    "null",
    " 1 ",
    '"a"',
    '{"a":{"a":[{"a":1},{"a":2}]}}',
    '{"\\"":":","b":"\\\\"}',
    "-0.5e-7",
  ]) {
    it(`takes ${text}`, () => {
      assert.deepEqual(parse(text), JSON.parse(text));
    });
  }

  const refused: Readonly<Record<string, RegExp>> = {
    "": /a value is expected, but the text ends at line 1, column 1\./,
    "   \n": /the text ends at line 2, column 1/,
    '{"a":1': /"," or "}" is expected, but the text ends at line 1, column 7/,
    '{"a":1,}': /a key in double quotes is expected, but "}" is found at line 1, column 8/,
    "{'a':1}": /a key in double quotes is expected, but "'" is found at line 1, column 2/,
    '{"a" 1}': /":" is expected, but "1" is found at line 1, column 6/,
    '{\n  "a": nul\n}': /a value is expected, but "n" is found at line 2, column 8/,
    "[1 2]": /"," or "\]" is expected, but "2" is found at line 1, column 4/,
    "[1,]": /a value is expected, but "\]" is found at line 1, column 4/,
    "01": /the end of the text is expected, but "1" is found at line 1, column 2/,
    "+1": /a value is expected/,
    NaN: /a value is expected/,
    '"a\nb"': /a valid character or escape of a string, or its closing quote is expected, but "\\n" is found/,
    '"\\x"': /but "\\\\" is found at line 1, column 2/,
    '"\\u12g4"': /at line 1, column 2/,
    '"abc': /but the text ends at line 1, column 5/,
    "{} {}": /the end of the text is expected, but "{" is found at line 1, column 4/,
    '{"a":1,\r\n"b":2,\r\n"a":3}': /The key "a" comes twice in one object at line 3, column 1/,
    '{"a":1,"\\u0061":2}': /The key "a" comes twice/,
    '{"x":[{"__proto__":1,"__proto__":2}]}': /The key "__proto__" comes twice/,
  };
  for (const [text, message] of Object.entries(refused)) {
    it(`refuses ${JSON.stringify(text)} and says where`, () => {
      assert.match(refuse(text).message, message);
    });
  }

  it("refuses what is not UTF-8", () => {
    assert.match(refuse(Buffer.from([0x22, 0xc3, 0x28, 0x22])).message, /not UTF-8/);
    assert.match(refuse(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])).message, /not UTF-8/);
  });

  it("passes over a byte order mark, as RFC 8259 §8.1 allows", () => {
    assert.deepEqual(parse("\ufeff{}"), {});
  });

  it("takes as many levels as it says, and not one more", () => {
    const nest = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
    assert.ok(parse(nest(maxJsonDepth)));
    assert.match(refuse(nest(maxJsonDepth + 1)).message, /deeper than 100 levels at line 1, column 101/);
  });

  for (const open of ["[", '{"a":', '[{"a":']) {
    it(`refuses a million times ${open} without using up the stack`, () => {
      assert.match(refuse(open.repeat(1_000_000)).message, /deeper than 100 levels/);
    });
  }

  it("takes and refuses ten megabytes in one string", () => {
    const long = "a".repeat(10_000_000);
    assert.equal((parse(`"${long}"`) as string).length, long.length);
    assert.match(refuse(`"${long}`).message, /the text ends at line 1, column 10000002/);
  });

  it("keeps __proto__ a key like any other", () => {
    const json = parse('{"__proto__":{"isAdmin":true}}') as Record<string, unknown>;
    assert.deepEqual(Object.keys(json), ["__proto__"]);
    assert.equal(json["isAdmin"], undefined);
  });

  it("agrees with JSON.parse on 5000 damaged texts", () => {
    const good = '{"a":[1,-2.5e3,true,null,"x\\u0041\\n"],"b":{"c":"d"},"e":[]}';
    const marks = [...'{}[]:,"\\ 01-eE.+tfn\n'];
    for (let seed = 1; seed <= 5000; seed++) {
      const random = createRandom(seed);
      const at = random.below(good.length);
      const text = good.slice(0, at) + random.pick(marks) + good.slice(at + random.below(3));
      const expected = attempt(() => JSON.parse(text) as unknown);
      const own = attempt(() => parse(text));
      const isDuplicate = own.message?.includes("comes twice");
      if (!isDuplicate) assert.deepEqual(own.value, expected.value, `seed ${seed}: ${text}`);
      if (expected.value === undefined)
        assert.doesNotMatch(own.message ?? "", /cannot be read/, `seed ${seed}: ${text}`);
    }
  });
});

function attempt(read: () => unknown): { readonly value?: unknown; readonly message?: string } {
  try {
    return { value: read() };
  } catch (thrown) {
    return { message: (thrown as Error).message };
  }
}
