import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { choice, decimal, type Field, flag, integer, list, text, url } from "./field.ts";
import { bytes, duration } from "./measure.ts";
import { pairs } from "./pairs.ts";

const help = "Helps.";
const none = { fallback: undefined, help };

/** What each of the texts reads to; `wrong` for those that are refused. */
function readAll(field: Field<unknown>, texts: readonly string[]): unknown[] {
  return texts.map((value) => {
    try {
      return field.parse(value);
    } catch (cause) {
      assert.match((cause as Error).message, /^must |^has /);
      return "wrong";
    }
  });
}

describe("fields", () => {
  it("read whole numbers within their bounds", () => {
    const field = integer("N", { ...none, min: 1, max: 65_535 });
    assert.deepEqual(readAll(field, ["1", "65535", "007"]), [1, 65_535, 7]);
    const wrong = ["0", "65536", "-1", "1.5", "1e3", "0x10", " 1", "abc", "９", "99999999999999999999"];
    assert.deepEqual(new Set(readAll(field, wrong)), new Set(["wrong"]));
  });

  it("read decimal numbers within their bounds", () => {
    const field = decimal("R", { ...none, min: 0, max: 1 });
    assert.deepEqual(readAll(field, ["0", "1", ".5", "0.25", "1e-3"]), [0, 1, 0.5, 0.25, 0.001]);
    const wrong = ["1.1", "-0.1", "NaN", "Infinity", "half", "0,5", ""];
    assert.deepEqual(new Set(readAll(field, wrong)), new Set(["wrong"]));
  });

  it("read yes and no in the usual words", () => {
    const field = flag("F", { fallback: false, help });
    assert.deepEqual(readAll(field, ["true", "1", "YES", "on", "false", "0", "no", "Off", "maybe", "tru"]), [
      ...[true, true, true, true, false, false, false, false, "wrong", "wrong"],
    ]);
  });

  it("read one of a few words, and lists of them", () => {
    assert.deepEqual(readAll(choice("C", ["a", "b"], none), ["a", "b", "A", "c"]), ["a", "b", "wrong", "wrong"]);
    const words = list("L", { fallback: [], help, words: ["a", "b"] });
    assert.deepEqual(readAll(words, ["a", " a , b,", "a,c"]), [["a"], ["a", "b"], "wrong"]);
    assert.deepEqual(readAll(list("L", { fallback: [], help }), ["x, y"]), [["x", "y"]]);
  });

  it("read URLs of the given schemes", () => {
    const field = url("U", ["http", "https"], none);
    assert.deepEqual(readAll(field, ["http://a", "ftp://a", "a:80", "/path", "http://"]), [
      ...["http://a", "wrong", "wrong", "wrong", "wrong"],
    ]);
  });

  it("read times and sizes with their units", () => {
    assert.deepEqual(readAll(duration("D", none), ["250ms", "10s", "1.5 m", "24h", "1d"]), [
      ...[250, 10_000, 90_000, 86_400_000, 86_400_000],
    ]);
    assert.deepEqual(
      new Set(readAll(duration("D", none), ["10", "-1s", "1w", "s", "1s1s", "constructor"])),
      new Set(["wrong"]),
    );
    assert.deepEqual(readAll(bytes("B", none), ["4096", "4MiB", "500kB", "1GB"]), [4096, 4_194_304, 500_000, 1e9]);
    assert.deepEqual(new Set(readAll(bytes("B", none), ["-1", "1mib", "1TB", "MiB"])), new Set(["wrong"]));
    assert.deepEqual(
      [duration("D", { fallback: 90_000, help }).shownDefault, bytes("B", { fallback: 4_194_304, help }).shownDefault],
      ["90s", "4MiB"],
    );
  });

  it("read pairs, percent-decoded", () => {
    const field = pairs("P", { help });
    assert.deepEqual(readAll(field, ["a=1,b=x%20y%3D", " a = 1 ,", "a=b=c"]), [
      { a: "1", b: "x y=" },
      { a: "1" },
      { a: "b=c" },
    ]);
    assert.deepEqual(readAll(field, ["a", "=1", "a=%zz"]), ["wrong", "wrong", "wrong"]);
  });

  it("refuse a default that they would refuse as a setting", () => {
    assert.throws(() => integer("N", { fallback: 0, min: 1, help }), /whole number from 1/);
    assert.throws(() => choice("C", ["a"], { fallback: "b" as "a", help }), /one of a/);
    assert.equal(text("T", { fallback: "", help }).shownDefault, "–");
  });
});
