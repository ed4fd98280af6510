import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ObjectId } from "mongodb";
import { toId } from "../../../test/domain-ports.ts";
import type { CourseDocument } from "./course-document.ts";
import { CourseFinder } from "./course-finder.ts";

const toDocument = (id: string): CourseDocument => ({
  _id: new ObjectId(id),
  name: `Course ${id}`,
  description: "",
  discipline: "",
  teacher: "",
});

/** A finder of courses 1 to 9, and which ids were read together. */
function createFinder() {
  const read: (readonly string[])[] = [];
  const there = new Set(Array.from({ length: 9 }, (_, index) => toId(index + 1)));
  const finder = new CourseFinder(async (ids) => {
    read.push(ids);
    return ids
      .filter((id) => there.has(id))
      .map(toDocument)
      .reverse();
  });
  return { finder, read };
}

describe("CourseFinder", () => {
  it("asks once for what is looked for in one turn, and gives everybody their own", async () => {
    const { finder, read } = createFinder();
    const wanted = [1, 2, 99, 1].map(toId);
    const found = await Promise.all(wanted.map((id) => finder.find(id)));
    assert.deepEqual(read, [[1, 2, 99].map(toId)]);
    assert.deepEqual(
      found.map((document) => document?.name),
      [`Course ${toId(1)}`, `Course ${toId(2)}`, undefined, `Course ${toId(1)}`],
    );
  });

  it("never answers with what was asked in an earlier turn", async () => {
    const { finder, read } = createFinder();
    await finder.find(toId(1));
    await finder.find(toId(1));
    assert.equal(read.length, 2);
  });

  it("fails all who asked, and nobody after them", async () => {
    let isAway = true;
    const finder = new CourseFinder(async (ids) => {
      if (isAway) throw new Error("away");
      return ids.map(toDocument);
    });
    const asked = [1, 2].map((n) => finder.find(toId(n)));
    for (const { status } of await Promise.allSettled(asked)) assert.equal(status, "rejected");
    isAway = false;
    assert.ok(await finder.find(toId(1)));
  });
});
