import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { chooseSections, sections } from "./sections.ts";

const namesOf = (...names: string[]) => chooseSections(names).map(({ name }) => name);

describe("chooseSections", () => {
  it("takes all of them when none is named", () => {
    assert.equal(chooseSections([]), sections);
  });

  it("takes those that have all words of a name, in the order of the page", () => {
    assert.deepEqual(namesOf("grpc-64x1"), ["grpc-full-64x1", "grpc-bare-64x1"]);
    assert.deepEqual(namesOf("stream", "rest-full"), ["stream", "rest-get-full", "rest-post-full"]);
  });

  it("refuses a name that fits none", () => {
    assert.throws(() => chooseSections(["grpc", "grpc-2x2"]), /no section fits grpc-2x2; there are grpc-full-8x16,/);
  });

  it("knows each section by a name of its own", () => {
    assert.equal(new Set(sections.map(({ name }) => name)).size, sections.length);
  });
});
