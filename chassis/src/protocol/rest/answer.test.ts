import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import type { Everything } from "@flotilla/contract/flotilla/test/v1/transcoding";
import { MemoryExchange } from "../../../test/memory-exchange.ts";
import { ask, createTranscodingRest, readSet } from "../../../test/transcoding.ts";
import type { Call } from "../../call.ts";
import type { Reusable } from "../../rendered.ts";

describe("REST answers", () => {
  it("are JSON in camelCase with default values", async () => {
    const answer = await ask({ target: "/v1/books/7" });
    const json = JSON.parse(answer.text);
    assert.equal(answer.headers["content-type"], "application/json");
    assert.deepEqual([json.text, json.int64Value, json.texts, json.counts, json.sub], ["7", "0", [], {}, undefined]);
  });

  it("have the status that the contract says", async () => {
    const headers = { "content-type": "application/json" };
    const created = await ask({ verb: "POST", target: "/v1/shelves/1/books", headers, body: ["{}"] });
    assert.equal(created.status, 201);
    const deleted = await ask({ verb: "DELETE", target: "/v1/books/1" });
    assert.deepEqual([deleted.status, deleted.text, deleted.headers], [204, "", {}]);
  });

  it("are text where the contract says so, and JSON where Accept asks for it", async () => {
    const target = "/v1/books/7/title";
    const text = await ask({ target });
    assert.deepEqual([text.text, text.headers["content-type"]], ["7\n", "text/plain; charset=utf-8"]);
    assert.equal(text.headers["vary"], "accept");
    const json = await ask({ target, headers: { accept: "application/json" } });
    assert.deepEqual(readSet(json), { text: "7" });
    assert.equal(json.headers["vary"], "accept");
    const both = await ask({ target: `/v1/books/${"7".repeat(2000)}/title`, headers: { "accept-encoding": "gzip" } });
    assert.equal(both.headers["vary"], "accept, accept-encoding");
  });

  it("are compressed or not as the handler says, if it says anything", async () => {
    for (const [length, isWanted, encoding] of [
      [1, true, "gzip"],
      [2000, false, undefined],
    ] as const) {
      const findBook = (_request: unknown, call: Call) => {
        call.compressesAnswer = isWanted;
        return { text: "x".repeat(length) };
      };
      const answer = await ask({ target: "/v1/books/newest", headers: { "accept-encoding": "gzip" } }, { findBook });
      assert.equal(answer.headers["content-encoding"], encoding);
    }
  });

  it("are rendered once in a form where they are given more than once, unless they are large", async () => {
    const answer: Reusable = { rendering: undefined };
    const getTitle = (request: Everything, call: Call) => {
      call.reusable = answer;
      return request;
    };
    const rest = createTranscodingRest({ getTitle });
    const render = async (text: string, accept = "text/plain") => {
      const exchange = new MemoryExchange({ target: `/v1/books/${text}/title`, headers: { accept } });
      rest.handle(exchange);
      await exchange.ended;
      return answer.rendering?.rendered;
    };
    const first = await render("7");
    assert.equal(first?.body, "7\n");
    assert.equal(await render("7"), first);
    const json = await render("7", "application/json");
    assert.deepEqual(JSON.parse(String(json?.body)).text, "7");
    answer.rendering = undefined;
    assert.equal(await render("7".repeat(1024)), undefined);
  });

  it("are refused with 406 in types that are not served", async () => {
    const answer = await ask({ target: "/v1/books/7", headers: { accept: "image/png" } });
    assert.equal(answer.status, 406);
    assert.match(JSON.parse(answer.text).detail, /answers in application\/json only/);
    assert.equal(answer.headers["content-type"], "application/problem+json");
  });

  it("are compressed when they are large and the caller takes gzip", async () => {
    const target = `/v1/books/${"x".repeat(2000)}`;
    const zipped = await ask({ target, headers: { "accept-encoding": "gzip, br" } });
    assert.deepEqual([zipped.headers["content-encoding"], zipped.headers["vary"]], ["gzip", "accept-encoding"]);
    const text = gunzipSync(Buffer.from(zipped.text, "base64")).toString();
    assert.equal(JSON.parse(text).text.length, 2000);
    const plain = await ask({ target, headers: { "accept-encoding": "gzip;q=0" } });
    assert.deepEqual([plain.headers["content-encoding"], plain.headers["vary"]], [undefined, "accept-encoding"]);
    const small = await ask({ target: "/v1/books:watch", headers: { "accept-encoding": "gzip" } });
    assert.equal(small.headers["content-encoding"], undefined);
  });

  it("are the bytes of an HttpBody under its own type", async () => {
    const request = {
      verb: "PUT",
      target: "/v1/books/7/cover",
      headers: { "content-type": "image/gif" },
      body: ["GIF"],
    };
    const answer = await ask(request);
    assert.deepEqual([answer.text, answer.headers["content-type"]], ["GIF", "image/gif"]);
  });
});

describe("streamed REST answers", () => {
  it("are one JSON a line", async () => {
    const answer = await ask({ target: "/v1/books:watch?int32Value=3" });
    assert.equal(answer.headers["content-type"], "application/x-ndjson");
    const numbers = answer.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).int32Value);
    assert.deepEqual(numbers, [1, 2, 3]);
  });

  it("are an empty body when there is no message", async () => {
    const answer = await ask({ target: "/v1/books:watch" });
    assert.deepEqual([answer.status, answer.text], [200, ""]);
  });

  it("are a problem when they fail before the first message", async () => {
    const answer = await ask({ target: "/v1/books:watch?boolValue=true" });
    assert.deepEqual([answer.status, JSON.parse(answer.text).reason], [500, "INTERNAL"]);
  });

  it("end with the problem when they fail later", async () => {
    const answer = await ask({ target: "/v1/books:watch?int32Value=2&boolValue=true" });
    const last = JSON.parse(answer.text.trimEnd().split("\n")[2] ?? "");
    assert.deepEqual([answer.status, last.error.status, last.error.reason], [200, 500, "INTERNAL"]);
    assert.doesNotMatch(answer.text, /broken on purpose/);
  });

  it("are raw bytes of an HttpBody, and break off when they fail", async () => {
    const whole = await ask({ target: "/v1/covers:export" });
    assert.deepEqual([whole.text, whole.headers["content-type"]], ["abcdef", "image/png"]);
    const half = await ask({ target: "/v1/covers:export?boolValue=true" });
    assert.deepEqual([half.status, half.text, half.reset], [200, "abc", 2]);
  });

  it("have a head only for HEAD", async () => {
    const answer = await ask({ verb: "HEAD", target: "/v1/covers:export" });
    assert.deepEqual([answer.status, answer.text, answer.headers["content-type"]], [200, "", "image/png"]);
  });
});

describe("requests beside the routes", () => {
  // Target → where it is sent on to, if anywhere.
  const redirects: Readonly<Record<string, string | undefined>> = {
    "/v1/books/": "/v1/books",
    "//v1///books": "/v1/books",
    "/v1/books//7/?text=a%2Fb&x=//": "/v1/books/7?text=a%2Fb&x=//",
    "/v1/files/a/b/": "/v1/files/a/b",
    "//evil.example/": undefined,
    "/v1/books/\\evil.example/": "/v1/books/%5Cevil.example",
    "/nowhere/": undefined,
    "//": undefined,
  };
  for (const [target, location] of Object.entries(redirects)) {
    it(`${target} ${location ? `is at ${location}` : "is nowhere"}`, async () => {
      const answer = await ask({ target });
      assert.deepEqual([answer.status, answer.headers["location"]], location ? [308, location] : [404, undefined]);
    });
  }

  it("are told which methods a path has", async () => {
    const allow = "DELETE, GET, HEAD, OPTIONS, PATCH, PUT, REPORT";
    const options = await ask({ verb: "OPTIONS", target: "/v1/books/7" });
    assert.deepEqual([options.status, options.headers["allow"]], [204, allow]);
    const wrong = await ask({ verb: "POST", target: "/v1/books/7" });
    assert.deepEqual([wrong.status, wrong.headers["allow"]], [405, allow]);
  });

  it("are told what Connect and gRPC-Web send to an rpc's own path", async () => {
    const answer = await ask({ verb: "OPTIONS", target: "/flotilla.test.v1.TranscodingService/GetBook" });
    assert.deepEqual([answer.status, answer.headers["allow"]], [204, "GET, HEAD, OPTIONS, POST"]);
  });

  it("are let through as preflights even where nothing is, so that the browser shows the 404", async () => {
    const headers = { "access-control-request-method": "GET" };
    assert.equal((await ask({ verb: "OPTIONS", target: "/nowhere", headers })).status, 204);
    assert.equal((await ask({ verb: "OPTIONS", target: "/nowhere" })).status, 404);
  });

  it("follow GET for HEAD", async () => {
    assert.equal((await ask({ verb: "HEAD", target: "/v1/books/7" })).status, 200);
    assert.equal((await ask({ verb: "HEAD", target: "/v1/books/7:lend" })).status, 200);
    assert.equal((await ask({ verb: "HEAD", target: "/v1/shelves/1/books" })).status, 405);
  });

  it("fail when their timeout is malformed", async () => {
    const answer = await ask({ target: "/v1/books/7", headers: { "x-request-timeout": "5m" } });
    assert.deepEqual([answer.status, JSON.parse(answer.text).reason], [400, "BAD_TIMEOUT"]);
  });
});
