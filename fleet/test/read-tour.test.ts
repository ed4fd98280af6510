import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isAsExpected, readTour } from "./read-tour.ts";

describe("readTour", () => {
  it("reads commands with what they print, from console blocks alone", () => {
    const page = "a\n```sh\n$ no\n```\n```console\n$ one\n1\n2\n$ two \\\n  more\n```\n```console\n$ three\n```\n";
    assert.deepEqual(readTour(page), [
      { command: "one", expected: ["1", "2"] },
      { command: "two   more", expected: [] },
      { command: "three", expected: [] },
    ]);
  });
});

describe("isAsExpected", () => {
  it("takes the very lines", () => {
    assert.ok(isAsExpected(["a (b)", "c"], "a (b)\nc\n"));
    assert.ok(isAsExpected(["no final newline"], "no final newline"));
    assert.ok(isAsExpected([], ""));
  });

  it("refuses a line too many, a line too few and another line", () => {
    assert.ok(!isAsExpected(["a"], "a\nb\n"));
    assert.ok(!isAsExpected(["a", "b"], "a\n"));
    assert.ok(!isAsExpected(["a"], "b\n"));
    assert.ok(!isAsExpected([], "a\n"));
  });

  it("lets … stand for any text of a line, and alone for any lines", () => {
    assert.ok(isAsExpected(['{"id":"…","n":1}'], '{"id":"x7","n":1}\n'));
    assert.ok(isAsExpected(["a", "…", "z"], "a\nb\nc\nz\n"));
    assert.ok(isAsExpected(["a", "…"], "a\n"));
    assert.ok(isAsExpected(["{", "  …", "}"], "{\n  1\n  2\n}\n"));
    assert.ok(!isAsExpected(["a…c"], "a\nc\n"));
    assert.ok(!isAsExpected(["a", "…", "z"], "a\nb\nc\n"));
  });
});
