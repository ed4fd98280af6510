import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createLineSink } from "./line-sink.ts";

describe("createLineSink", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "line-sink-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("holds lines back and writes them, in order, when it is flushed", () => {
    const path = join(folder, "buffered");
    const sink = createLineSink(openSync(path, "w"), true);
    for (let index = 0; index < 100; index++) sink.write(`line ${index}\n`);
    assert.equal(readFileSync(path, "utf8"), "");
    sink.flush();
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    assert.deepEqual([lines.length, lines[0], lines[99]], [100, "line 0", "line 99"]);
  });

  it("writes at once when it is not buffered", () => {
    const path = join(folder, "direct");
    createLineSink(openSync(path, "w"), false).write("now\n");
    assert.equal(readFileSync(path, "utf8"), "now\n");
  });

  it("survives a descriptor that is gone", () => {
    const fd = openSync(join(folder, "gone"), "w");
    const sink = createLineSink(fd, true);
    closeSync(fd);
    sink.write("lost\n");
    sink.flush();
  });
});
