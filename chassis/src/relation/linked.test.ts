import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { keepTombstonesMs, receiveLink, writeLinks } from "./linked.ts";
import { listPresent } from "./links.ts";
import { nextVersion, noVersion } from "./version.ts";

const nowMs = 1_700_000_000_000;
const nobody = { version: noVersion, links: [] };
const reception = { side: "left", limit: 2, nowMs } as const;
const told = (id: string, afterMs: number, isPresent = true) => {
  return { id, isPresent, version: nextVersion("right", nowMs + afterMs) };
};

describe("writeLinks", () => {
  it("gives the new version to links that differ, and keeps them all where none are given", () => {
    const first = writeLinks(nobody, ["a", "b"], "left", nowMs);
    const second = writeLinks(first, ["b"], "left", nowMs);
    assert.ok(second.version > first.version);
    assert.deepEqual(second.links, [
      { id: "b", version: first.version, isPresent: true },
      { id: "a", version: second.version, isPresent: false },
    ]);
    assert.deepEqual(writeLinks(second, undefined, "left", nowMs).links, second.links);
  });

  it("forgets removed links after their time, and not before", () => {
    const written = writeLinks(writeLinks(nobody, ["a"], "left", nowMs), [], "left", nowMs);
    const wait = (ms: number) => writeLinks(written, undefined, "left", nowMs + ms).links.length;
    assert.deepEqual([wait(keepTombstonesMs), wait(keepTombstonesMs + 1)], [1, 0]);
  });
});

describe("receiveLink", () => {
  it("makes a version that is later than the record and the event", () => {
    const change = told("a", 3_600_000);
    const received = receiveLink(nobody, change, reception)!;
    assert.ok(received.version > change.version);
    assert.deepEqual([received.links, received.isRefused], [[change], false]);
    assert.equal(receiveLink(received, change, reception), undefined);
    assert.equal(receiveLink(received, told("a", 0, false), reception), undefined);
  });

  it("refuses a link that there is no room for, by a tombstone of the record's version", () => {
    const full = writeLinks(nobody, ["a", "b"], "left", nowMs);
    const { version, links, isRefused } = receiveLink(full, told("c", 5), reception)!;
    assert.deepEqual([isRefused, listPresent(links)], [true, ["a", "b"]]);
    assert.deepEqual(links.at(-1), { id: "c", version, isPresent: false });
  });

  it("forgets removed links after their time", () => {
    const gone = receiveLink(nobody, told("a", 0, false), reception)!;
    const later = { ...reception, nowMs: nowMs + keepTombstonesMs + 1 };
    assert.deepEqual(
      receiveLink(gone, told("b", 1), later)!.links.map(({ id }) => id),
      ["b"],
    );
  });
});
