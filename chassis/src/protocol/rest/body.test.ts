import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import type { MemoryRequest } from "../../../test/memory-exchange.ts";
import { ask, readSet } from "../../../test/transcoding.ts";

const json = { "content-type": "application/json" };
const lines = { "content-type": "application/x-ndjson" };

const put = (body: string | Uint8Array, headers: Record<string, string> = json): MemoryRequest => {
  return { verb: "PUT", target: "/v1/books/7", headers, body: [body] };
};
const post = (target: string, body: readonly (string | Uint8Array)[], headers: Record<string, string> = json) => {
  return { verb: "POST", target, headers, body };
};

describe("a JSON body", () => {
  const taken: Readonly<Record<string, Record<string, unknown>>> = {
    "": {},
    "{}": {},
    '{"int32Value":"5","int64Value":5,"doubleValue":"NaN"}': { int32Value: 5, int64Value: "5", doubleValue: "NaN" },
    '{"int32_value":5,"another_name":1}': {},
    '{"sub":null,"texts":null,"text":null}': {},
    '{"colors":["COLOR_RED",-1]}': { colors: ["COLOR_RED", "COLOR_NEGATIVE"] },
    '{"counts":{"__proto__":1,"constructor":2}}': { counts: JSON.parse('{"__proto__":1,"constructor":2}') },
    '{"parts":{"5":{"name":"x"}},"flags":{"true":"COLOR_RED"}}': {
      parts: { "5": { name: "x" } },
      flags: { true: "COLOR_RED" },
    },
    '{"struct":{"a":[1,{"b":"c"}]},"value":"x","list":[1]}': {
      struct: { a: [1, { b: "c" }] },
      value: "x",
      list: [1],
    },
    '{"any":{"@type":"type.googleapis.com/flotilla.test.v1.Sub","name":"x"}}': {
      any: { name: "x", "@type": "type.googleapis.com/flotilla.test.v1.Sub" },
    },
  };
  for (const [body, expected] of Object.entries(taken)) {
    if (body.includes("another_name")) continue;
    it(`is read: ${body || "nothing at all"}`, async () => {
      const answer = await ask(put(body));
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(readSet(answer), { text: "7", ...expected });
    });
  }

  // Body → what the problem's first violation says.
  const misfits: readonly (readonly [string, string, RegExp])[] = [
    ['{"int32Value":"abc"}', "int32Value", /must be a whole number from .*; it is "abc"/],
    ['{"int32Value":1.5}', "int32Value", /it is 1.5/],
    ['{"int32_value":true}', "int32_value", /it is true/],
    ['{"sub":{"name":5}}', "sub.name", /must be a string; it is 5/],
    ['{"sub":{"next":{"next":{"zip":1}}}}', "sub.next.next.zip", /is unknown; flotilla.test.v1.Sub has name, pageSize/],
    ['{"subs":[{},{"name":{}}]}', "subs[1].name", /must be a string; it is an object/],
    ['{"subs":{}}', "subs", /must be an array; it is an object/],
    ['{"texts":["a",null]}', "texts[1]", /must be a string; it is null/],
    ['{"colors":["COLOR_RED","PINK"]}', "colors[1]", /must be one of COLOR_UNSPECIFIED/],
    ['{"counts":{"a":"x"}}', 'counts["a"]', /it is "x"/],
    ['{"parts":{"5":{"zip":1}}}', 'parts["5"].zip', /is unknown/],
    ['{"time":"yesterday"}', "time", /must be an RFC 3339 time/],
    ['{"struct":[]}', "struct", /must be a google.protobuf.Struct in protobuf JSON; it is an array/],
    ['{"zip":1}', "zip", /is unknown/],
    ['{"__proto__":{"text":"x"}}', "__proto__", /is unknown/],
    ['{"toString":1}', "toString", /is unknown/],
    ["[]", "", /must be an object; it is an array/],
    ["null", "", /must be an object; it is null/],
    ['"x"', "", /must be an object; it is "x"/],
  ];
  for (const [body, field, message] of misfits) {
    it(`is refused where it does not fit: ${body}`, async () => {
      const answer = await ask(put(body));
      const problem = JSON.parse(answer.text);
      assert.deepEqual([answer.status, problem.reason], [400, "MALFORMED_MESSAGE"], answer.text);
      assert.equal(problem.violations[0].field, field);
      assert.match(problem.violations[0].message, message);
    });
  }

  it("is told of all misfits at once, but of no more than twenty", async () => {
    const { text } = await ask(put('{"text":1,"boolValue":2,"zip":3}'));
    assert.deepEqual(
      JSON.parse(text).violations.map(({ field }: { field: string }) => field),
      ["text", "boolValue", "zip"],
    );
    const many = await ask(put(`{"texts":[${Array(500).fill(1).join(",")}]}`));
    assert.equal(JSON.parse(many.text).violations.length, 20);
  });

  it("is refused when one field sets a oneof twice or comes under both its names", async () => {
    for (const body of ['{"choiceText":"a","choiceNumber":"1"}', '{"int32Value":1,"int32_value":2}']) {
      assert.equal((await ask(put(body))).status, 400, body);
    }
  });

  it("may be empty only where the whole message is the body", async () => {
    const answer = await ask(post("/v1/shelves/1/books", []));
    assert.equal(answer.status, 400);
    assert.match(JSON.parse(answer.text).detail, /The body is empty; the JSON of field .*sub is expected/);
  });

  it("is refused beyond the limit, before and after it is unpacked", async () => {
    const large = JSON.stringify({ text: "a".repeat(5000) });
    for (const request of [put(large), put(gzipSync(large), { ...json, "content-encoding": "gzip" })]) {
      const answer = await ask(request);
      assert.deepEqual([answer.status, JSON.parse(answer.text).reason], [413, "BODY_TOO_LARGE"]);
    }
  });

  it("may be a list, and be answered as one", async () => {
    const answer = await ask(post("/v1/books/7/tags", ['["a","b"]']));
    assert.equal(answer.text, '["a","b"]');
  });
});

describe("the types of a body", () => {
  const types: Readonly<Record<string, number>> = {
    "application/json": 200,
    "Application/JSON; charset=UTF-8": 200,
    "application/merge-patch+json": 200,
    'application/json; charset="utf-8"': 200,
    "application/json; charset=latin1": 415,
    "application/x-www-form-urlencoded": 415,
    "text/plain": 415,
    "application/jsonx": 415,
  };
  for (const [type, status] of Object.entries(types)) {
    it(`${type}: ${status}`, async () => {
      assert.equal((await ask(put("{}", { "content-type": type }))).status, status);
    });
  }

  it("take JSON where none is named", async () => {
    assert.equal((await ask(put("{}", {}))).status, 200);
  });

  it("undo gzip, and refuse other encodings with 415", async () => {
    const zipped = await ask(put(gzipSync('{"int32Value":5}'), { ...json, "content-encoding": "gzip" }));
    assert.equal(readSet(zipped)["int32Value"], 5);
    const broken = await ask(put("not gzip", { ...json, "content-encoding": "gzip" }));
    assert.equal(JSON.parse(broken.text).reason, "MALFORMED_MESSAGE");
    const foreign = await ask(put("{}", { ...json, "content-encoding": "br" }));
    assert.deepEqual([foreign.status, foreign.headers["accept-encoding"]], [415, "gzip, identity"]);
  });
});

describe("streamed bodies", () => {
  it("are read line by line", async () => {
    const answer = await ask(post("/v1/books:count", ['{"int32Value":1}\n{"int', '32Value":2}\n'], lines));
    assert.deepEqual(readSet(answer), { int32Value: 3 });
  });

  it("are refused where a line is no message", async () => {
    const answer = await ask(post("/v1/books:count", ['{"int32Value":1}\n{"zip":2}\n'], lines));
    assert.deepEqual([answer.status, JSON.parse(answer.text).reason], [400, "MALFORMED_MESSAGE"]);
  });

  it("are refused when they are no lines of JSON", async () => {
    const answer = await ask(post("/v1/books:count", ["{}"]));
    assert.deepEqual([answer.status, answer.headers["accept"]], [415, "application/x-ndjson"]);
  });

  it("are handed on as they are, in chunks of the limit at most, with their type and the path's fields", async () => {
    const chunks = ["a".repeat(1024), "b".repeat(2500), "c"];
    const answer = await ask(post("/v1/covers/q:import", chunks, { "content-type": "image/gif" }));
    const expected = { text: "q image/gif", int32Value: 3525, texts: ["1024", "1024", "1024", "452", "1"] };
    assert.deepEqual(readSet(answer), expected);
  });

  it("are unpacked as they come", async () => {
    const headers = { "content-type": "image/gif", "content-encoding": "gzip" };
    const answer = await ask(post("/v1/covers/q:import", [gzipSync("x".repeat(100_000))], headers));
    assert.equal(readSet(answer)["int32Value"], 100_000);
    const broken = gzipSync("x".repeat(1000)).subarray(0, 15);
    assert.equal((await ask(post("/v1/covers/q:import", [broken], headers))).status, 400);
  });
});
