import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listPresent, nextVersion, replaceLinks } from "@flotilla/chassis/relation";
import { searchedNames } from "../src/domain/searched-names.ts";
import type { Student } from "../src/domain/student.ts";
import { linksWritten } from "../src/domain/student-event.ts";
import type { StudentChange, StudentQuery, StudentStore } from "../src/domain/student-store.ts";
import { updateStudent } from "../src/domain/update-student.ts";
import { createDomainPorts, toId } from "./domain-ports.ts";

/** A store that lives as long as the test that asked for it. */
export type OwnedStore = { readonly store: StudentStore } & AsyncDisposable;

/** What every StudentStore must do. `skip` is the reason why it cannot be tried here, or false. */
export function studentStoreSuite(name: string, create: () => Promise<OwnedStore>, skip: string | false = false): void {
  describe(name, { skip }, () => {
    findingSuite(create);
    savingSuite(create);
    racingSuite(create);
  });
}

let ticks = 0;

/** The n-th student, of its own names unless said. */
export function toStudent(n: number, { courseIds = [], ...fields }: Partial<Student> & Courses = {}): Student {
  const version = nextVersion("left", 1_700_000_000_000 + ++ticks);
  const { links } = replaceLinks([], courseIds, version);
  return { id: toId(n), name: `Name ${n}`, firstName: "First", lastName: "Last", version, links, ...fields };
}

interface Courses {
  readonly courseIds?: readonly string[];
}

/** What enrols a student. */
export function toEnrolment(after: Student): StudentChange {
  const { id, version } = after;
  return { id, version, after, events: [linksWritten(id, version, { after })] };
}

/** What makes of the student as it was read another one. */
export function toUpdate(before: Student, { courseIds, ...fields }: Partial<Student> & Courses): StudentChange {
  const version = nextVersion("left", 0, before.version);
  const links = courseIds ? replaceLinks(before.links, courseIds, version).links : before.links;
  const after = { ...before, ...fields, version, links };
  return { id: before.id, version, before, after, events: [linksWritten(before.id, version, { before, after })] };
}

function toRemoval(before: Student): StudentChange {
  return { id: before.id, version: nextVersion("left", 0, before.version), before, events: [] };
}

async function enrol(store: StudentStore, ...students: readonly Student[]): Promise<void> {
  for (const student of students) assert.equal(await store.save(toEnrolment(student)), true);
}

async function idsOf(store: StudentStore, query: Partial<StudentQuery>): Promise<readonly string[]> {
  return (await store.list({ words: [], limit: 100, ...query })).map(({ id }) => id);
}

async function idsOfCourse(store: StudentStore, courseId: string): Promise<readonly string[]> {
  return (await store.listByCourse(courseId)).map(({ id }) => id).toSorted();
}

const odd = ["\0", "%", "_", "'", "x' OR '1'='1", "\ud800", "$1", "$where", '{"$gt":""}', "\\", "; drop table student"];

function findingSuite(create: () => Promise<OwnedStore>): void {
  it("gives back what was saved, field by field", async () => {
    await using owned = await create();
    const names = { name: "Maël", firstName: "𝒳'; --", lastName: '"\\$1\u2028' };
    const student = toStudent(1, { ...names, courseIds: ["c1", "ü'\"", "\n"] });
    await enrol(owned.store, student);
    assert.deepEqual(await owned.store.find(toId(1)), student);
    assert.deepEqual(await owned.store.list({ words: [], limit: 1 }), [student]);
    assert.deepEqual(await owned.store.listByCourse("\n"), [student]);
  });

  it("finds nothing for what is no id, and takes an id in no other form", async () => {
    await using owned = await create();
    const student = { ...toStudent(1), id: "0abcdef0-0000-7000-8000-00000000000a" };
    await enrol(owned.store, student);
    for (const id of [
      toId(2),
      student.id.toUpperCase(),
      student.id.replaceAll("-", ""),
      "",
      "x".repeat(10_000),
      ...odd,
    ]) {
      assert.equal(await owned.store.find(id), undefined, id);
    }
  });

  it("lists by id, from one to the next", async () => {
    await using owned = await create();
    await enrol(owned.store, ...[3, 1, 2].map((n) => toStudent(n)));
    assert.deepEqual(await idsOf(owned.store, {}), [toId(1), toId(2), toId(3)]);
    assert.deepEqual(await idsOf(owned.store, { after: toId(1) }), [toId(2), toId(3)]);
    assert.deepEqual(await idsOf(owned.store, { after: toId(1), limit: 1 }), [toId(2)]);
    assert.deepEqual(await idsOf(owned.store, { after: toId(3) }), []);
  });

  it("looks for words in the folded names, and for nothing else in them", async () => {
    await using owned = await create();
    const student = toStudent(1, { name: "Maël", firstName: "100%", lastName: "O'Straße" });
    await enrol(owned.store, student, toStudent(2));
    for (const word of ["mael", "strasse", "0%", "o'"])
      assert.deepEqual(await idsOf(owned.store, { words: [word] }), [toId(1)]);
    assert.deepEqual(await idsOf(owned.store, { words: ["mael", "strasse"] }), [toId(1)]);
    assert.deepEqual(await idsOf(owned.store, { words: ["mael", "name"] }), []);
    const absent = odd.filter((word) => !searchedNames(student).includes(word));
    for (const word of absent) assert.deepEqual(await idsOf(owned.store, { words: [word] }), [], word);
  });

  it("finds the students of a course, and none for what is no course", async () => {
    await using owned = await create();
    await enrol(
      owned.store,
      toStudent(1, { courseIds: ["c1", "c2"] }),
      toStudent(2, { courseIds: ["c2"] }),
      toStudent(3),
    );
    assert.deepEqual(await idsOfCourse(owned.store, "c1"), [toId(1)]);
    assert.deepEqual(await idsOfCourse(owned.store, "c2"), [toId(1), toId(2)]);
    for (const courseId of ["", "C1", ...odd]) assert.deepEqual(await idsOfCourse(owned.store, courseId), [], courseId);
  });
}

function savingSuite(create: () => Promise<OwnedStore>): void {
  it("changes and removes a student, and its links with it", async () => {
    await using owned = await create();
    const first = toStudent(1, { courseIds: ["c1", "c2"] });
    await enrol(owned.store, first);
    const update = toUpdate(first, { name: "New", courseIds: ["c2", "c3"] });
    assert.equal(await owned.store.save(update), true);
    assert.deepEqual(await owned.store.find(first.id), update.after);
    assert.deepEqual(listPresent(update.after!.links), ["c2", "c3"]);
    const found = await Promise.all(["c1", "c2", "c3"].map((courseId) => idsOfCourse(owned.store, courseId)));
    assert.deepEqual(found, [[], [first.id], [first.id]]);
    assert.deepEqual(await idsOf(owned.store, { words: ["new"] }), [first.id]);
    assert.equal(await owned.store.save(toRemoval(update.after!)), true);
    assert.equal(await owned.store.find(first.id), undefined);
    assert.deepEqual(await idsOfCourse(owned.store, "c3"), []);
  });

  it("refuses what is no longer as it was read, and stores nothing of it", async () => {
    await using owned = await create();
    const first = toStudent(1, { courseIds: ["c1"] });
    await enrol(owned.store, first);
    const winner = toUpdate(first, { name: "Winner" });
    assert.equal(await owned.store.save(winner), true);
    assert.equal(await owned.store.save(toUpdate(first, { name: "Loser", courseIds: ["c2"] })), false);
    assert.equal(await owned.store.save(toRemoval(first)), false);
    assert.deepEqual(await owned.store.find(first.id), winner.after);
    assert.deepEqual(await idsOfCourse(owned.store, "c2"), []);
    assert.equal(await owned.store.save(toRemoval(winner.after!)), true);
    assert.equal(await owned.store.save(toUpdate(winner.after!, {})), false);
    assert.equal(await owned.store.save(toRemoval(winner.after!)), false);
  });

  it("refuses three names that another student has, and lets them go with that student", async () => {
    await using owned = await create();
    const [first, second] = [toStudent(1, { name: "Ada" }), toStudent(2, { name: "Eve" })];
    await enrol(owned.store, first, second);
    const exists = { code: "already_exists", reason: "STUDENT_EXISTS" };
    await assert.rejects(owned.store.save(toEnrolment(toStudent(3, { name: "Ada" }))), exists);
    await assert.rejects(owned.store.save(toUpdate(second, { name: "Ada" })), exists);
    await enrol(owned.store, toStudent(4, { name: "ada" }), toStudent(5, { name: "Ada", lastName: "Other" }));
    assert.deepEqual(await owned.store.find(second.id), second);
    await owned.store.save(toRemoval(first));
    assert.equal(await owned.store.save(toUpdate(second, { name: "Ada" })), true);
  });
}

function racingSuite(create: () => Promise<OwnedStore>): void {
  it("lets one of many changes of the same student through", async () => {
    await using owned = await create();
    const first = toStudent(1);
    await enrol(owned.store, first);
    const updates = Array.from({ length: 20 }, (_, index) => toUpdate(first, { name: `Racer ${index}` }));
    const saved = await Promise.all(updates.map((update) => owned.store.save(update)));
    assert.equal(saved.filter(Boolean).length, 1);
    assert.deepEqual(await owned.store.find(first.id), updates[saved.indexOf(true)]!.after);
  });

  it("lets many be enrolled at once, and only those fail whose names are taken", async () => {
    await using owned = await create();
    await enrol(owned.store, toStudent(1, { name: "Taken" }));
    const students = Array.from({ length: 50 }, (_, index) =>
      toStudent(index + 2, { name: index % 10 === 9 ? "Taken" : `Racer ${index}`, courseIds: [`c${index % 5}`] }),
    );
    const saved = await Promise.allSettled(students.map((student) => owned.store.save(toEnrolment(student))));
    const failed = saved.flatMap(({ status }, index) => (status === "rejected" ? [index] : []));
    assert.deepEqual(failed, [9, 19, 29, 39, 49]);
    assert.equal((await idsOf(owned.store, {})).length, 46);
    assert.equal((await idsOfCourse(owned.store, "c4")).length, 5);
  });

  it("serves many changes of one student in turn, so that none comes back", async () => {
    await using owned = await create();
    const first = toStudent(1);
    await enrol(owned.store, first);
    const retreat = { pause: () => assert.fail("another change came in between") };
    const ports = { ...createDomainPorts().ports, store: owned.store, retreat };
    const update = (n: number) =>
      updateStudent(ports, { id: first.id, fields: { lastName: `Racer ${n}` } }, () => undefined);
    await Promise.all(Array.from({ length: 64 }, (_, n) => update(n)));
    assert.equal((await owned.store.find(first.id))?.lastName, "Racer 63");
  });

  it("does all kinds of changes at once, one that takes a name among them", async () => {
    await using owned = await create();
    const students = [1, 2, 3, 4].map((n) => toStudent(n, { courseIds: ["c1"] }));
    await enrol(owned.store, ...students);
    const [one, two, three, four] = students as [Student, Student, Student, Student];
    const saves = [
      toEnrolment(toStudent(5, { courseIds: ["c1"] })),
      toUpdate(one, { name: four.name }),
      toUpdate(two, { courseIds: [] }),
      toRemoval(three),
      toEnrolment(toStudent(6, { courseIds: ["c1"] })),
    ];
    const saved = await Promise.allSettled(saves.map((change) => owned.store.save(change)));
    assert.deepEqual(
      saved.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled", "fulfilled", "fulfilled"],
    );
    assert.deepEqual(await owned.store.find(one.id), one);
    assert.deepEqual(await idsOfCourse(owned.store, "c1"), [1, 4, 5, 6].map(toId));
  });
}
