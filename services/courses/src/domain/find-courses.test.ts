import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createDomainPorts, toDraft } from "../../test/domain-ports.ts";
import type { CourseDraft } from "./course.ts";
import { findCourses, findCoursesOfStudent, type Listing } from "./find-courses.ts";
import { openCourse } from "./open-course.ts";
import { updateCourse } from "./update-course.ts";

async function createCourses(...drafts: readonly (string | Partial<CourseDraft>)[]) {
  const made = createDomainPorts();
  for (const said of drafts) {
    const fields = typeof said === "string" ? { name: said } : said;
    await openCourse(made.ports, { draft: { ...toDraft("", ["s1"]), ...fields } }, made.witness);
  }
  const find = async (asked: Partial<Listing>) => {
    const { courses, nextPageToken } = await findCourses(made.store, { ...all, ...asked });
    return { names: courses.map(({ name }) => name), nextPageToken };
  };
  return { ...made, find };
}

const all: Listing = { q: "", discipline: "", teacher: "", kind: "", pageSize: 0, pageToken: "" };

describe("findCourses", () => {
  it("lists page by page, in an order that no update changes", async () => {
    const { find, ports, store, witness, open } = await createCourses("Zoology", "Botany", "Algebra");
    const first = await find({ pageSize: 2 });
    assert.deepEqual(first.names, ["Zoology", "Botany"]);
    const [zoe] = await store.list({ text: "", discipline: "", teacher: "", kind: "", limit: 1 });
    await updateCourse(ports, { id: zoe!.id, fields: { name: "Zzz" } }, witness);
    await open("New");
    const second = await find({ pageSize: 2, pageToken: first.nextPageToken });
    assert.deepEqual(second, { names: ["Algebra", "New"], nextPageToken: "" });
  });

  it("gives no token with the last page, however full it is", async () => {
    const { find } = await createCourses("Zoology", "Botany");
    assert.equal((await find({ pageSize: 2 })).nextPageToken, "");
    assert.equal((await find({ pageSize: 3 })).nextPageToken, "");
    assert.notEqual((await find({ pageSize: 1 })).nextPageToken, "");
  });

  it("gives a hundred unless told otherwise, and a thousand at most", async () => {
    const { store, find } = await createCourses();
    const limits: number[] = [];
    store.list = async ({ limit }) => {
      limits.push(limit);
      return [];
    };
    for (const size of [0, 7, 1_000_000]) await find({ pageSize: size });
    assert.deepEqual(limits, [101, 8, 1001]);
  });

  it("looks for a part of the name, whatever its case and accents", async () => {
    const { find } = await createCourses("Linear Algebra", "Maël's Straße", { name: "ΟΔΟΣ", description: "algebra" });
    assert.deepEqual((await find({ q: "ALG" })).names, ["Linear Algebra"]);
    assert.deepEqual((await find({ q: " linear   algebra" })).names, ["Linear Algebra"]);
    assert.deepEqual((await find({ q: "mael's STRASSE" })).names, ["Maël's Straße"]);
    assert.deepEqual((await find({ q: "οδος" })).names, ["ΟΔΟΣ"]);
    assert.deepEqual((await find({ q: "algebra linear" })).names, []);
    assert.equal((await find({ q: " ̈  " })).names.length, 3);
  });

  it("takes courses of the whole discipline, teacher and kind that are asked for, all together", async () => {
    const kind = { type: "elective", credits: 3, prerequisites: "" } as const;
    const { find } = await createCourses(
      { name: "Algebra", kind },
      { name: "Botany", discipline: "Biology", teacher: "Linné" },
      { name: "Zoology", discipline: "Biology", kind },
    );
    assert.deepEqual((await find({ discipline: "BIOLOGY " })).names, ["Botany", "Zoology"]);
    assert.deepEqual((await find({ discipline: "Bio" })).names, []);
    assert.deepEqual((await find({ teacher: "linne" })).names, ["Botany"]);
    assert.deepEqual((await find({ kind: "elective" })).names, ["Algebra", "Zoology"]);
    assert.deepEqual((await find({ kind: "elective", discipline: "Biology", q: "zoo" })).names, ["Zoology"]);
    assert.deepEqual((await find({ kind: "class" })).names, []);
  });

  it("refuses a token that it did not make for this listing", async () => {
    const { find } = await createCourses("Zoology", "Botany", "Algebra");
    const { nextPageToken } = await find({ pageSize: 1 });
    const wanted = { code: "invalid_argument", reason: "BAD_COURSE_PAGE_TOKEN" };
    for (const token of ["x", "%%%", `${nextPageToken}A`, nextPageToken.slice(1), "W10", "bnVsbA", "e30"]) {
      await assert.rejects(find({ pageSize: 1, pageToken: token }), wanted, token);
    }
    for (const filter of [
      { q: "e" },
      { discipline: "Mathematics" },
      { teacher: "Noether" },
      { kind: "class" },
    ] as const)
      await assert.rejects(find({ ...filter, pageSize: 1, pageToken: nextPageToken }), wanted);
  });
});

it("finds the courses of a student by their names", async () => {
  const { store } = await createCourses("Zoology", "éthics", "Algebra", "algebra");
  const found = await findCoursesOfStudent(store, "s1");
  assert.deepEqual(
    found.map(({ name }) => name),
    ["Algebra", "algebra", "éthics", "Zoology"],
  );
  assert.deepEqual(await findCoursesOfStudent(store, "s2"), []);
});
