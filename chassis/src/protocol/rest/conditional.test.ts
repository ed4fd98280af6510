import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ask } from "../../../test/transcoding.ts";
import type { Call } from "../../call.ts";
import { Fault } from "../../fault.ts";

const modified = "Sun, 06 Nov 1994 08:49:37 GMT";
const later = "Mon, 07 Nov 1994 00:00:00 GMT";

/** A handler whose answer has validators. */
function findBook(_request: unknown, call: Call) {
  call.setHeader("etag", '"7"');
  call.setHeader("last-modified", modified);
  call.setHeader("cache-control", "public, max-age=60");
  return { text: "x".repeat(2000) };
}

function askBook(headers: Record<string, string>, verb = "GET") {
  return ask({ verb, target: "/v1/books/newest", headers }, { findBook });
}

const changedTag = (_request: unknown, call: Call) => {
  call.setHeader("etag", 'W/"7"');
  return { text: "7" };
};

describe("a conditional GET over REST", () => {
  // Request headers → status.
  const cases: readonly (readonly [Record<string, string>, number])[] = [
    [{ "if-none-match": '"7"' }, 304],
    [{ "if-none-match": 'W/"7"' }, 304],
    [{ "if-none-match": '"6", "7"' }, 304],
    [{ "if-none-match": '"6,", W/"7"' }, 304],
    [{ "if-none-match": " * " }, 304],
    [{ "if-none-match": '"6"' }, 200],
    [{ "if-none-match": "7" }, 200],
    [{ "if-none-match": '"7' }, 200],
    [{ "if-none-match": "" }, 200],
    [{ "if-none-match": '"6"', "if-modified-since": later }, 200],
    [{ "if-modified-since": modified }, 304],
    [{ "if-modified-since": later }, 304],
    [{ "if-modified-since": "Sunday, 06-Nov-94 08:49:37 GMT" }, 304],
    [{ "if-modified-since": "Sun Nov  6 08:49:37 1994" }, 304],
    [{ "if-modified-since": "Sat, 05 Nov 1994 08:49:37 GMT" }, 200],
    [{ "if-modified-since": "yesterday" }, 200],
    [{ "if-modified-since": "2026" }, 200],
    [{ "if-match": '"7"' }, 200],
    [{ "if-match": "*" }, 200],
    [{ "if-match": 'W/"7"' }, 412],
    [{ "if-match": '"6"' }, 412],
    [{ "if-match": '"7"', "if-none-match": '"7"' }, 304],
    [{ "if-unmodified-since": modified }, 200],
    [{ "if-unmodified-since": "Sat, 05 Nov 1994 08:49:37 GMT" }, 412],
    [{ "if-match": '"7"', "if-unmodified-since": "Sat, 05 Nov 1994 08:49:37 GMT" }, 200],
  ];
  for (const [headers, status] of cases) {
    it(`${JSON.stringify(headers)} → ${status}`, async () => {
      assert.equal((await askBook(headers)).status, status);
      assert.equal((await askBook(headers, "HEAD")).status, status);
    });
  }

  it("gets a 304 without a body, with what a cache has to know", async () => {
    const answer = await askBook({ "if-none-match": '"7"' });
    const { etag, vary } = answer.headers;
    assert.deepEqual([answer.text, etag, vary], ["", '"7"', "accept-encoding"]);
    assert.deepEqual(Object.keys(answer.headers).sort(), ["cache-control", "etag", "vary"]);
  });

  it("gets the date in a 304 where there is no tag, and any answer is what * names", async () => {
    const dated = (_request: unknown, call: Call) => {
      call.setHeader("last-modified", modified);
      return {};
    };
    const request = { target: "/v1/books/newest", headers: { "if-modified-since": modified } };
    const answer = await ask(request, { findBook: dated });
    assert.deepEqual([answer.status, answer.headers], [304, { "last-modified": modified }]);
    const statusOf = async (header: string, value: string) =>
      (await ask({ ...request, headers: { [header]: value } }, { findBook: dated })).status;
    assert.deepEqual([await statusOf("if-none-match", "*"), await statusOf("if-none-match", '"7"')], [304, 200]);
    assert.deepEqual([await statusOf("if-match", "*"), await statusOf("if-match", '"7"')], [200, 412]);
  });

  it("has another strong tag for compressed bytes", async () => {
    const zipped = { "accept-encoding": "gzip" };
    assert.equal((await askBook(zipped)).headers["etag"], '"7-gzip"');
    assert.equal((await askBook({})).headers["etag"], '"7"');
    const same = await askBook({ ...zipped, "if-none-match": '"7-gzip"' });
    const { etag, "content-encoding": coding } = same.headers;
    assert.deepEqual([same.status, etag, coding], [304, '"7-gzip"', undefined]);
    assert.equal((await askBook({ ...zipped, "if-none-match": '"7"' })).status, 200);
    assert.equal((await askBook({ ...zipped, "if-match": '"7-gzip"' })).status, 200);
    assert.equal((await askBook({ ...zipped, "if-match": '"7"' })).status, 412);
  });

  it("has a weak tag where the type is chosen by Accept, and leaves weak tags as they are", async () => {
    const getTitle = (_request: unknown, call: Call) => {
      call.setHeader("etag", '"7"');
      return { text: "7" };
    };
    const title = await ask({ target: "/v1/books/7/title" }, { getTitle });
    assert.equal(title.headers["etag"], 'W/"7"');
    const weak = await ask({ target: "/v1/books/7" }, { getBook: changedTag, readBook: changedTag });
    assert.equal(weak.headers["etag"], 'W/"7"');
  });

  it("means nothing where the answer has no validators, is no 200 or answers another verb", async () => {
    const headers = { "if-none-match": "*", "if-modified-since": later, "if-match": '"6"', range: "bytes=0-1" };
    assert.equal((await ask({ target: "/v1/books/7", headers })).status, 200);
    const createBook = changedTag;
    const post = { verb: "POST", target: "/v1/shelves/1/books", headers, body: ["{}"] };
    assert.equal((await ask(post, { createBook })).status, 201);
    const replace = { verb: "PUT", target: "/v1/books/7", headers, body: ["{}"] };
    assert.equal((await ask(replace, { replaceBook: changedTag })).status, 200);
  });

  it("gets a problem that no cache keeps", async () => {
    const failed = await askBook({ "if-match": '"6"', "accept-encoding": "gzip" });
    assert.equal(JSON.parse(failed.text).reason, "PRECONDITION_FAILED");
    assert.deepEqual(failed.headers, { "content-type": "application/problem+json", vary: "accept-encoding" });
    const broken = (request: unknown, call: Call) => {
      findBook(request, call);
      throw new Fault({ code: "not_found", reason: "BOOK_NOT_FOUND", message: "Gone." });
    };
    const answer = await ask({ target: "/v1/books/newest" }, { findBook: broken });
    assert.deepEqual([answer.status, answer.headers], [404, { "content-type": "application/problem+json" }]);
  });
});

describe("a range of raw bytes over REST", () => {
  const getCover = (_request: unknown, call: Call) => {
    call.setHeader("etag", '"c"');
    call.setHeader("last-modified", modified);
    return { contentType: "image/gif", data: Buffer.from("0123456789") };
  };
  const askCover = (headers: Record<string, string>, verb = "GET") =>
    ask({ verb, target: "/v1/covers/newest", headers }, { getCover });

  // Range (and If-Range) → status, Content-Range, body.
  const cases: readonly (readonly [Record<string, string>, number, string | undefined, string])[] = [
    [{ range: "bytes=2-4" }, 206, "bytes 2-4/10", "234"],
    [{ range: "bytes=7-" }, 206, "bytes 7-9/10", "789"],
    [{ range: "bytes=-3" }, 206, "bytes 7-9/10", "789"],
    [{ range: "bytes=-30" }, 206, "bytes 0-9/10", "0123456789"],
    [{ range: "bytes=8-99" }, 206, "bytes 8-9/10", "89"],
    [{ range: "bytes=0-0" }, 206, "bytes 0-0/10", "0"],
    [{ range: "Bytes=0-0" }, 206, "bytes 0-0/10", "0"],
    [{ range: "bytes=4-2" }, 200, undefined, "0123456789"],
    [{ range: "bytes=0-1,3-4" }, 200, undefined, "0123456789"],
    [{ range: "bytes=-" }, 200, undefined, "0123456789"],
    [{ range: "lines=0-1" }, 200, undefined, "0123456789"],
    [{ range: "bytes=0-1", "if-range": '"c"' }, 206, "bytes 0-1/10", "01"],
    [{ range: "bytes=0-1", "if-range": 'W/"c"' }, 200, undefined, "0123456789"],
    [{ range: "bytes=0-1", "if-range": '"b"' }, 200, undefined, "0123456789"],
    [{ range: "bytes=0-1", "if-range": modified }, 206, "bytes 0-1/10", "01"],
    [{ range: "bytes=0-1", "if-range": later }, 200, undefined, "0123456789"],
    [{ range: "bytes=0-1", "if-range": "soon" }, 200, undefined, "0123456789"],
    [{ range: "bytes=0-1", "if-none-match": '"c"' }, 304, undefined, ""],
  ];
  for (const [headers, status, contentRange, text] of cases) {
    it(`${JSON.stringify(headers)} → ${status} ${contentRange ?? ""}`, async () => {
      const answer = await askCover(headers);
      assert.deepEqual([answer.status, answer.headers["content-range"], answer.text], [status, contentRange, text]);
    });
  }

  it("is refused with 416 and the length where it begins beyond the end", async () => {
    for (const range of ["bytes=10-", "bytes=99-100", "bytes=-0"]) {
      const answer = await askCover({ range });
      assert.deepEqual([answer.status, answer.headers["content-range"]], [416, "bytes */10"]);
      assert.deepEqual([JSON.parse(answer.text).reason, answer.headers["etag"]], ["RANGE_NOT_SATISFIABLE", undefined]);
    }
  });

  it("is offered, and is nothing to HEAD", async () => {
    const answer = await askCover({ range: "bytes=0-1" }, "HEAD");
    assert.deepEqual([answer.status, answer.headers["accept-ranges"]], [200, "bytes"]);
    assert.equal((await askBook({})).headers["accept-ranges"], undefined);
  });
});
