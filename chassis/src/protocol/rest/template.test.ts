import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseTemplate } from "./template.ts";

const one = { kind: "one" };
const rest = { kind: "rest" };
const literal = (text: string) => ({ kind: "literal", text });

describe("a path template", () => {
  it("has no segments when it is the root", () => {
    assert.deepEqual(parseTemplate("/").segments, []);
  });

  it("binds a variable without a pattern to one segment", () => {
    const { segments, variables, suffix } = parseTemplate("/v1/users/{user.id}");
    assert.deepEqual(segments, [literal("v1"), literal("users"), one]);
    assert.deepEqual(variables, [{ field: "user.id", start: 2, end: 3, isMulti: false }]);
    assert.equal(suffix, "");
  });

  it("binds a variable with a pattern to all its segments", () => {
    const { segments, variables } = parseTemplate("/v1/{name=shelves/*/books/*}/pages/{page=*}");
    const inside = [literal("shelves"), one, literal("books"), one];
    assert.deepEqual(segments, [literal("v1"), ...inside, literal("pages"), one]);
    assert.deepEqual(variables, [
      { field: "name", start: 1, end: 5, isMulti: true },
      { field: "page", start: 6, end: 7, isMulti: false },
    ]);
  });

  it("leaves a variable open that ends with **", () => {
    const { segments, variables } = parseTemplate("/files/{path=a/**}");
    assert.deepEqual(segments, [literal("files"), literal("a"), rest]);
    assert.deepEqual(variables, [{ field: "path", start: 1, end: undefined, isMulti: true }]);
  });

  it("cuts the verb off, of a literal, of a variable and of **", () => {
    assert.equal(parseTemplate("/ports:import").suffix, "import");
    assert.equal(parseTemplate("/ports/{unloc}:close").suffix, "close");
    assert.equal(parseTemplate("/files/**:sync").suffix, "sync");
  });

  it("takes a colon inside a variable's pattern for no verb", () => {
    assert.throws(() => parseTemplate("/v1/{name=a:b/*}"), /a:b is no literal/);
  });

  it("decodes literals, since paths are compared decoded", () => {
    assert.deepEqual(parseTemplate("/caf%C3%A9").segments, [literal("café")]);
  });

  const wrong: Readonly<Record<string, RegExp>> = {
    "": /must start with \//,
    ports: /must start with \//,
    "/ports/": /a segment is empty/,
    "//ports": /a segment is empty/,
    "/{unloc": /must fill its segment/,
    "/a{unloc}": /is no literal/,
    "/{}": /an empty name is no field path/,
    "/{9a}": /9a is no field path/,
    "/{a..b}": /is no field path/,
    "/{a={b}}": /is no literal/,
    "/{a=}": /a segment is empty/,
    "/**/a": /\*\* must be the last segment/,
    "/{a=**}/b": /\*\* must be the last segment/,
    "/{a}/{a}": /a field is bound twice/,
    "/a:": /verb after the colon/,
    "/a?b=c": /is no literal/,
    "/***": /is no literal/,
  };
  for (const [text, message] of Object.entries(wrong)) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseTemplate(text), message);
    });
  }
});
