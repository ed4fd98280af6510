import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Negotiator, qualityOf } from "./accept.ts";

describe("the choice of a type by Accept", () => {
  const negotiator = new Negotiator(["text/plain", "application/json"]);
  const cases: readonly (readonly [string | undefined, string | undefined])[] = [
    [undefined, "text/plain"],
    ["", "text/plain"],
    ["*/*", "text/plain"],
    ["application/json", "application/json"],
    ["APPLICATION/JSON", "application/json"],
    ["application/json, text/plain, */*", "application/json"],
    ["text/plain;q=0.5, application/json", "application/json"],
    ["text/*;q=0.9, */*;q=0.1", "text/plain"],
    ["text/plain;q=0, */*", "application/json"],
    ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/plain"],
    ["application/json;charset=utf-8", "application/json"],
    ["image/png", undefined],
    ["application/json;q=0", undefined],
    ["application/json;q=abc", undefined],
    [",,;;", "text/plain"],
  ];
  for (const [accept, choice] of cases) {
    it(`${accept ?? "absent"} → ${choice ?? "none"}`, () => {
      assert.equal(negotiator.choose(accept), choice);
      assert.equal(negotiator.choose(accept), choice, "the second time, from memory");
    });
  }

  it("does not remember without bound", () => {
    const small = new Negotiator(["application/json"]);
    for (let index = 0; index < 10_000; index++) {
      assert.equal(small.choose(`text/${index}, application/json`), "application/json");
    }
  });
});

describe("the quality of a coding by Accept-Encoding", () => {
  const cases: readonly (readonly [string | undefined, number])[] = [
    [undefined, 0],
    ["", 0],
    ["gzip", 1],
    ["br, gzip;q=0.5", 0.5],
    ["gzip;q=0", 0],
    ["*", 1],
    ["gzip;q=0, *", 0],
    ["identity", 0],
    ["gzip;q=2", 0],
    ["x-gzip", 0],
  ];
  for (const [header, quality] of cases) {
    it(`gzip in ${header ?? "absent"} → ${quality}`, () => {
      assert.equal(qualityOf("gzip", header), quality);
    });
  }
});
