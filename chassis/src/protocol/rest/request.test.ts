import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask, readSet } from "../../../test/transcoding.ts";

const json = { "content-type": "application/json" };

/** Request line and body → what the handler was given. */
type Case = readonly [string, string | undefined, Record<string, unknown>];

// The mappings that google/api/http.proto describes, with messages of our own.
const mappings: readonly Case[] = [
  ["GET /v1/shelves/1/books/2", undefined, { text: "shelves/1/books/2" }],
  ["GET /v1/books/red?int64_value=5&sub.name=x", undefined, { text: "red", int64Value: "5", sub: { name: "x" } }],
  ["GET /v1/books/7/by/anna", undefined, { text: "7", sub: { name: "anna" } }],
  ["PATCH /v1/books/7", '{"pageSize":3}', { sub: { name: "7", pageSize: 3 } }],
  ["PUT /v1/books/7", '{"boolValue":true}', { text: "7", boolValue: true }],
  ["PUT /v1/books/7", '{"text":"8"}', { text: "7" }],
  ["POST /v1/books/7:lend", '{"color":"COLOR_RED"}', { text: "7", color: "COLOR_RED" }],
  ["POST /v1/shelves/7/books?int32Value=1", '{"name":"n"}', { text: "7", int32Value: 1, sub: { name: "n" } }],
  ["REPORT /v1/books/7", undefined, { text: "7" }],
  ["GET /v1/files/a/b/c", undefined, { text: "a/b/c" }],
];

const queries: readonly Case[] = [
  ["GET /v1/books?texts=a&texts=&texts=b", undefined, { texts: ["a", "", "b"] }],
  ["GET /v1/books?text=a+b%2Bc%20d%26", undefined, { text: "a b+c d&" }],
  ["GET /v1/books?text=a=b", undefined, { text: "a=b" }],
  ["GET /v1/books?&&text=a&", undefined, { text: "a" }],
  ["GET /v1/books?text", undefined, {}],
  [
    "GET /v1/books?int32_value=-2147483648&uint32Value=4294967295",
    undefined,
    { int32Value: -2147483648, uint32Value: 4294967295 },
  ],
  ["GET /v1/books?int64Value=-9223372036854775808", undefined, { int64Value: "-9223372036854775808" }],
  ["GET /v1/books?uint64_value=18446744073709551615", undefined, { uint64Value: "18446744073709551615" }],
  ["GET /v1/books?doubleValue=1.5e3&floatValue=-Infinity", undefined, { doubleValue: 1500, floatValue: "-Infinity" }],
  ["GET /v1/books?bool_value=true", undefined, { boolValue: true }],
  ["GET /v1/books?bytesValue=_-8", undefined, { bytesValue: "/+8=" }],
  ["GET /v1/books?color=COLOR_NEGATIVE", undefined, { color: "COLOR_NEGATIVE" }],
  ["GET /v1/books?color=-1&colors=1", undefined, { color: "COLOR_NEGATIVE", colors: ["COLOR_RED"] }],
  ["GET /v1/books?time=2026-01-31T12:00:00.5%2B02:00", undefined, { time: "2026-01-31T10:00:00.500Z" }],
  ["GET /v1/books?duration=-1.5s", undefined, { duration: "-1.500s" }],
  ["GET /v1/books?mask=a_b,cD.e", undefined, { mask: "aB,cD.e" }],
  ["GET /v1/books?wrappedText=&wrapped_number=0&wrappedBool=false", undefined, {}],
  ["GET /v1/books?wrappedNumbers=1&wrappedNumbers=2", undefined, { wrappedNumbers: [1, 2] }],
  ["GET /v1/books?times=2026-01-01T00:00:00Z", undefined, { times: ["2026-01-01T00:00:00Z"] }],
  ["GET /v1/books?anotherName=x", undefined, { anotherName: "x" }],
  ["GET /v1/books?renamed=x", undefined, { anotherName: "x" }],
  ["GET /v1/books?choice_text=x", undefined, { choiceText: "x" }],
  ["GET /v1/books?choiceSub.name=x", undefined, { choiceSub: { name: "x" } }],
  ["GET /v1/books?longs=1&longs=18446744073709551615", undefined, { longs: ["1", "18446744073709551615"] }],
];

const paths: readonly Case[] = [
  ["GET /v1/books/a%2Fb", undefined, { text: "a/b" }],
  ["GET /v1/books/a+b", undefined, { text: "a+b" }],
  ["GET /v1/books/%F0%9F%9A%A2", undefined, { text: "🚢" }],
  ["GET /v1/books/%2e%2e", undefined, { text: ".." }],
  ["GET /v1/books/a%3Alend", undefined, { text: "a:lend" }],
  ["GET /v1/books/a%00b", undefined, { text: "a\0b" }],
  ["GET /v1/books/__proto__", undefined, { text: "__proto__" }],
  ["GET /v1/files/a%2fb/c%20d", undefined, { text: "a%2fb/c d" }],
  ["GET /v1/files/a%252Fb", undefined, { text: "a%2Fb" }],
  ["GET /v1/numbers/-5", undefined, { int64Value: "-5" }],
  ["GET /v1/choices/x", undefined, { choiceText: "x" }],
  ["GET http://host.example/v1/books/x?int32Value=1", undefined, { text: "x", int32Value: 1 }],
];

for (const [what, cases] of Object.entries({ mappings, queries, paths })) {
  describe(`REST requests: ${what}`, () => {
    for (const [line, body, expected] of cases) {
      it(`${line}${body ? ` ${body}` : ""}`, async () => {
        const [verb = "", target = ""] = line.split(" ");
        const answer = await ask(body ? { verb, target, headers: json, body: [body] } : { verb, target });
        assert.ok(answer.status < 300, answer.text);
        assert.deepEqual(readSet(answer), expected);
      });
    }
  });
}

// Request line → status, reason and a part of the problem's detail.
const refusals: readonly (readonly [string, number, string, RegExp])[] = [
  ["GET /v1/books?zip=1", 400, "BAD_PARAMETER", /Parameter "zip" is unknown; those known are text, optionalText/],
  ["GET /v1/books?__proto__=1", 400, "BAD_PARAMETER", /"__proto__" is unknown/],
  ["GET /v1/books?sub=1", 400, "BAD_PARAMETER", /"sub" is unknown/],
  ["GET /v1/books?counts.a=1", 400, "BAD_PARAMETER", /"counts.a" is unknown/],
  ["GET /v1/books?sub.next.name=x", 400, "BAD_PARAMETER", /"sub.next.name" is unknown/],
  ["GET /v1/books?%zz=1", 400, "BAD_PARAMETER", /"%zz" is unknown/],
  ["PUT /v1/books/7?text=8", 400, "BAD_PARAMETER", /none is known here/],
  ["GET /v1/books/7?text=8", 400, "BAD_PARAMETER", /"text" is unknown/],
  ["GET /v1/books?text=a&text=b", 400, "BAD_PARAMETER", /text takes one value; it is given 2 times/],
  ["GET /v1/books?int32Value=1&int32_value=2", 400, "BAD_PARAMETER", /int32_value takes one value/],
  ["GET /v1/books?int32Value=2147483648", 400, "BAD_PARAMETER", /int32_value must be a whole number/],
  ["GET /v1/books?int32Value=1.0", 400, "BAD_PARAMETER", /it is "1.0"/],
  ["GET /v1/books?int32Value=0x10", 400, "BAD_PARAMETER", /it is "0x10"/],
  ["GET /v1/books?int32Value=", 400, "BAD_PARAMETER", /it is ""/],
  ["GET /v1/books?uint64Value=18446744073709551616", 400, "BAD_PARAMETER", /from 0 to 18446744073709551615/],
  ["GET /v1/books?uint32Value=-1", 400, "BAD_PARAMETER", /uint32_value/],
  ["GET /v1/books?doubleValue=abc", 400, "BAD_PARAMETER", /a number such as 1.5/],
  ["GET /v1/books?floatValue=1e39", 400, "BAD_PARAMETER", /float_value/],
  ["GET /v1/books?boolValue=1", 400, "BAD_PARAMETER", /must be true or false/],
  ["GET /v1/books?bytesValue=*", 400, "BAD_PARAMETER", /base64/],
  ["GET /v1/books?color=PINK", 400, "BAD_PARAMETER", /one of COLOR_UNSPECIFIED, COLOR_RED, COLOR_NEGATIVE/],
  ["GET /v1/books?time=yesterday", 400, "BAD_PARAMETER", /RFC 3339/],
  ["GET /v1/books?duration=5", 400, "BAD_PARAMETER", /final s/],
  ["GET /v1/books?duration=1sfoo", 400, "BAD_PARAMETER", /final s/],
  ["GET /v1/books?text=%ff", 400, "BAD_PARAMETER", /percent-encoded UTF-8/],
  ["GET /v1/books/%zz", 400, "BAD_PARAMETER", /percent-encoded UTF-8; it is "%zz"/],
  ["GET /v1/books/%ff", 400, "BAD_PARAMETER", /percent-encoded UTF-8/],
  ["GET /v1/numbers/five", 400, "BAD_PARAMETER", /int64_value must be a whole number/],
  [`GET /v1/books?int32Value=${"9".repeat(10_000)}`, 400, "BAD_PARAMETER", /it is "9{128}…"/],
  [`GET /v1/books?${"a".repeat(10_000)}=1`, 400, "BAD_PARAMETER", /"a{128}…" is unknown/],
  ["GET /nowhere", 404, "ROUTE_NOT_FOUND", /Nothing is served at \/nowhere/],
  ["DELETE /v1/books", 405, "METHOD_NOT_ALLOWED", /it takes GET, HEAD, OPTIONS/],
];

describe("REST requests that are refused", () => {
  for (const [line, status, reason, detail] of refusals) {
    it(`${line.slice(0, 80)}: ${status} ${reason}`, async () => {
      const [verb = "", target = ""] = line.split(" ");
      const answer = await ask({ verb, target, headers: json, body: verb === "PUT" ? ["{}"] : [] });
      const problem = JSON.parse(answer.text);
      assert.deepEqual([answer.status, problem.reason, problem.status], [status, reason, status]);
      assert.match(problem.detail, detail);
    });
  }

  it("takes a query with ten thousand values", async () => {
    const query = Array.from({ length: 10_000 }, (_, index) => `longs=${index}`).join("&");
    const answer = await ask({ target: `/v1/books?${query}` });
    assert.equal(JSON.parse(answer.text).longs.length, 10_000);
  });
});
