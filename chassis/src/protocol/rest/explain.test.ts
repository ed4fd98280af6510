import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRegistry } from "@bufbuild/protobuf";
import { EverythingSchema } from "@flotilla/contract/flotilla/test/v1/transcoding";
import { plainJson } from "../../policy.ts";
import { explainMismatch } from "./explain.ts";

const explain = (json: Parameters<typeof explainMismatch>[1]) =>
  explainMismatch(EverythingSchema, json, { registry: createRegistry(), ...plainJson });

describe("the explanation of a misfit", () => {
  it("finds nothing in what fits", () => {
    assert.deepEqual(explain({ text: "a", sub: { name: "b" }, counts: { a: 1 }, texts: [], time: null }), []);
  });

  it("finds one wrong value among thousands", () => {
    const texts = [...Array(5000).fill("a"), 5];
    assert.deepEqual(explain({ texts }), [
      { field: "texts[5000]", rule: "type", message: "must be a string; it is 5" },
    ]);
  });

  it("gives up looking before a large body becomes an attack", () => {
    const texts = [...Array(20_000).fill("a"), 5];
    assert.deepEqual(explain({ texts }), []);
  });

  it("tells broken Unicode from what is no string", () => {
    const [violation] = explain({ text: "\ud800" });
    assert.match(violation?.message ?? "", /^must be well-formed Unicode/);
  });

  it("shortens what it quotes", () => {
    const [violation] = explain({ int32Value: "x".repeat(10_000) });
    assert.ok(violation && violation.message.length < 200);
  });
});
