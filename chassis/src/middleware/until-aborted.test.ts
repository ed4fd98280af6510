import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { untilAborted } from "./until-aborted.ts";

const gone = new Error("gone");

describe("untilAborted", () => {
  it("passes everything on while nothing is aborted", async () => {
    async function* source() {
      yield 1;
      yield 2;
    }
    const seen: number[] = [];
    for await (const value of untilAborted(source(), new AbortController().signal)) seen.push(value);
    assert.deepEqual(seen, [1, 2]);
  });

  it("rejects whoever waits, at once", async () => {
    const abort = new AbortController();
    async function* source() {
      await new Promise(() => undefined);
      yield 1;
    }
    const waiting = untilAborted(source(), abort.signal)[Symbol.asyncIterator]().next();
    abort.abort(gone);
    await assert.rejects(waiting, gone);
  });

  it("rejects whoever asks later, even where the source has ended", async () => {
    const abort = new AbortController();
    const iterator = untilAborted((async function* () {})(), abort.signal)[Symbol.asyncIterator]();
    abort.abort(gone);
    await assert.rejects(iterator.next(), gone);
  });

  it("returns the source when the reader leaves early", async () => {
    let isReturned = false;
    async function* source() {
      try {
        yield 1;
        yield 2;
      } finally {
        isReturned = true;
      }
    }
    for await (const _first of untilAborted(source(), new AbortController().signal)) break;
    assert.ok(isReturned);
  });
});
