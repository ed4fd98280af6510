import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toTextLine } from "./text-line.ts";

const base = { level: "info", time: "2026-11-21T14:16:25.123Z", msg: "listening" };

describe("toTextLine", () => {
  it("puts time, level and message first, then every field", () => {
    const line = JSON.stringify({ ...base, app: "users", port: 8000, url: "http://[::1]:8000/", doors: ["main"] });
    assert.equal(
      toTextLine(line, false),
      '14:16:25.123 INFO  listening app=users port=8000 url=http://[::1]:8000/ doors=["main"]\n',
    );
  });

  it("quotes what could be taken for another field or line", () => {
    const evil = { a: "x level=fatal", b: 'q"q', c: "line\nbreak", d: "", e: "\u001b[31mred", f: "\u2028" };
    const text = toTextLine(JSON.stringify({ ...base, ...evil }), false);
    assert.equal(text.split("\n").length, 2);
    assert.ok(text.includes('a="x level=fatal" b="q\\"q" c="line\\nbreak" d="" e="\\u001b[31mred" f="\\u2028"'));
  });

  it("shows stacks and their causes below, indented, and nothing in them is a line of its own", () => {
    const err = { stack: "Error: a\n14:00:00.000 FATAL fake\u001b[2J", cause: { type: "Error", message: "b" } };
    const lines = toTextLine(JSON.stringify({ ...base, err }), false)
      .trimEnd()
      .split("\n");
    assert.deepEqual(lines.slice(1), [
      "    Error: a",
      "    14:00:00.000 FATAL fake\\u001b[2J",
      "    caused by:",
      "    Error: b",
    ]);
  });

  it("is coloured only when asked", () => {
    const line = JSON.stringify({ ...base, level: "error", a: 1 });
    assert.ok(toTextLine(line, true).includes("\u001b[31mERROR\u001b[39m"));
    assert.ok(!toTextLine(line, false).includes("\u001b"));
  });

  it("leaves alone what is no JSON", () => {
    assert.equal(toTextLine("something else\n", true), "something else\n");
  });
});
