import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MemoryRequest } from "../../../test/memory-exchange.ts";
import { createRandom, type Random } from "../../../test/random.ts";
import { ask } from "../../../test/transcoding.ts";

const targets = [
  "/v1/books/7?text=a&int32Value=5&colors=1",
  "/v1/shelves/1/books/2?sub.name=x&time=2026-01-01T00:00:00Z",
  "/v1/files/a/b/c",
  "/v1/books/7:lend",
  "/v1/books/7/tags",
  "/v1/numbers/5?duration=1.5s&mask=a,b",
  "/v1/covers/q:import",
];
const bodies = [
  '{"sub":{"name":"x"},"counts":{"a":1}}',
  '["a","b"]',
  '{"int32Value":1}\n',
  '{"time":"2026-01-01T00:00:00Z"}',
];
const types = [
  "application/json",
  "application/x-ndjson",
  "image/png",
  "text/plain",
  "",
  ";;",
  "application/json; charset=x",
];
const dirt = [
  "%",
  "%2",
  "%2F",
  "%00",
  "%ff",
  "//",
  "/..",
  "\\",
  "?",
  "&",
  "=",
  "#",
  ":",
  "{",
  "}",
  "*",
  "**",
  "\u0000",
  "é",
];
const jsonDirt = [
  "{",
  "}",
  "[",
  "]",
  '"',
  ",",
  ":",
  "\\",
  "\\u",
  "null",
  "-",
  "1e999",
  "__proto__",
  "\u0000",
  "\ud800",
];

/** A good request with a few places spoilt. */
function arbitraryRequest(random: Random): MemoryRequest {
  return {
    verb: random.pick(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "REPORT", "get", "*"]),
    target: spoil(random.pick(targets), dirt, random),
    headers: {
      "content-type": random.pick(types),
      accept: random.pick(["*/*", "", ";q", "image/png", "application/json;q=0"]),
      "content-encoding": random.pick(["", "", "", "gzip", "br"]),
    },
    body: [spoil(random.pick(bodies), jsonDirt, random)],
  };
}

function spoil(text: string, marks: readonly string[], random: Random): string {
  let spoilt = text;
  for (let count = random.below(4); count > 0; count--) {
    const at = random.below(spoilt.length + 1);
    spoilt = spoilt.slice(0, at) + random.pick(marks) + spoilt.slice(at + random.below(2));
  }
  return spoilt;
}

describe("hostile requests", () => {
  it("get an answer each, and never one that blames the server", async () => {
    const statuses = new Set<number>();
    for (let seed = 1; seed <= 1500; seed++) {
      const request = arbitraryRequest(createRandom(seed));
      const { status, headers, text } = await ask(request);
      statuses.add(status);
      assert.ok(status >= 200 && status < 500, `seed ${seed}: ${status} ${JSON.stringify(request)} ${text}`);
      if (status < 400) continue;
      assert.equal(headers["content-type"], "application/problem+json", `seed ${seed}`);
      assert.equal(JSON.parse(text).status, status, `seed ${seed}`);
    }
    for (const status of [200, 204, 308, 400, 404, 405, 406, 415])
      assert.ok(statuses.has(status), `no ${status} was seen`);
  });
});
