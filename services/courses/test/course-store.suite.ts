import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listPresent, nextVersion, replaceLinks } from "@flotilla/chassis/relation";
import type { Course } from "../src/domain/course.ts";
import { linksWritten } from "../src/domain/course-event.ts";
import type { CourseChange, CourseQuery, CourseStore } from "../src/domain/course-store.ts";
import type { Kind } from "../src/domain/kind.ts";
import { updateCourse } from "../src/domain/update-course.ts";
import { createDomainPorts, toId } from "./domain-ports.ts";

/** A store that lives as long as the test that asked for it. */
export type OwnedStore = { readonly store: CourseStore } & AsyncDisposable;

/** What every CourseStore must do. `skip` is the reason why it cannot be tried here, or false. */
export function courseStoreSuite(name: string, create: () => Promise<OwnedStore>, skip: string | false = false): void {
  describe(name, { skip }, () => {
    findingSuite(create);
    savingSuite(create);
    racingSuite(create);
  });
}

let ticks = 0;

/** The n-th course, of its own name unless said. */
export function toCourse(n: number, { studentIds = [], ...fields }: Partial<Course> & Students = {}): Course {
  const version = nextVersion("right", 1_700_000_000_000 + ++ticks);
  const { links } = replaceLinks([], studentIds, version);
  const outline = {
    name: `Course ${n}`,
    description: "About",
    discipline: "Biology",
    teacher: "Linné",
    kind: undefined,
  };
  return { id: toId(n), ...outline, version, links, ...fields };
}

interface Students {
  readonly studentIds?: readonly string[];
}

/** What opens a course. */
export function toOpening(after: Course): CourseChange {
  const { id, version } = after;
  return { id, version, after, events: [linksWritten(id, version, { after })] };
}

/** What makes of the course as it was read another one. */
export function toUpdate(before: Course, { studentIds, ...fields }: Partial<Course> & Students): CourseChange {
  const version = nextVersion("right", 0, before.version);
  const links = studentIds ? replaceLinks(before.links, studentIds, version).links : before.links;
  const after = { ...before, ...fields, version, links };
  return { id: before.id, version, before, after, events: [linksWritten(before.id, version, { before, after })] };
}

/** What removes the course as it was read. */
export function toRemoval(before: Course): CourseChange {
  const version = nextVersion("right", 0, before.version);
  return { id: before.id, version, before, events: [linksWritten(before.id, version, { before })] };
}

async function open(store: CourseStore, ...courses: readonly Course[]): Promise<void> {
  for (const course of courses) assert.equal(await store.save(toOpening(course)), true);
}

async function idsOf(store: CourseStore, query: Partial<CourseQuery>): Promise<readonly string[]> {
  return (await store.list({ ...anyCourse, limit: 100, ...query })).map(({ id }) => id);
}

async function idsOfStudent(store: CourseStore, studentId: string): Promise<readonly string[]> {
  return (await store.listByStudent(studentId)).map(({ id }) => id).toSorted();
}

/** A query's filter that every course passes. */
export const anyCourse = { text: "", discipline: "", teacher: "", kind: "" } as const;

const odd = ["\0", "%", "_", "'", "x' OR '1'='1", "\ud800", "$1", "$where", '{"$gt":""}', "\\", "; drop table course"];

function findingSuite(create: () => Promise<OwnedStore>): void {
  const kinds: readonly (Kind | undefined)[] = [
    undefined,
    { type: "class", room: "'12'", hoursPerWeek: 4 },
    { type: "elective", credits: 6, prerequisites: "" },
    { type: "externship", organisation: "$where", supervisor: "", weeks: 104 },
  ];
  for (const kind of kinds) {
    it(`gives back what was saved, field by field, of ${kind?.type ?? "no kind"}`, async () => {
      await using owned = await create();
      const outline = { name: "Maël", description: "𝒳'; --\n", discipline: '"\\$1\u2028', teacher: "$set.a", kind };
      const course = toCourse(1, { ...outline, studentIds: ["s1", "ü'\"", "\n", "$a.b"] });
      await open(owned.store, course);
      assert.deepEqual(await owned.store.find(toId(1)), course);
      assert.deepEqual(await owned.store.list({ ...anyCourse, limit: 1 }), [course]);
      assert.deepEqual(await owned.store.listByStudent("\n"), [course]);
    });
  }

  it("finds nothing for what is no id, and takes an id in no other form", async () => {
    await using owned = await create();
    const course = toCourse(0xabc);
    await open(owned.store, course);
    for (const id of [toId(2), course.id.toUpperCase(), course.id.slice(1), "", "x".repeat(10_000), ...odd]) {
      assert.equal(await owned.store.find(id), undefined, id);
    }
  });

  it("lists by id, from one to the next", async () => {
    await using owned = await create();
    await open(owned.store, ...[3, 1, 2].map((n) => toCourse(n)));
    assert.deepEqual(await idsOf(owned.store, {}), [toId(1), toId(2), toId(3)]);
    assert.deepEqual(await idsOf(owned.store, { after: toId(1) }), [toId(2), toId(3)]);
    assert.deepEqual(await idsOf(owned.store, { after: toId(1), limit: 1 }), [toId(2)]);
    assert.deepEqual(await idsOf(owned.store, { after: toId(3) }), []);
  });

  it("looks for a part of the folded name, and for nothing else in it", async () => {
    await using owned = await create();
    await open(owned.store, toCourse(1, { name: "Maël's 100% Straße (.*)" }), toCourse(2));
    for (const text of ["mael", "strasse", "0%", "'s", "(.*)", "l's 1"])
      assert.deepEqual(await idsOf(owned.store, { text }), [toId(1)], text);
    const absent = odd.filter((text) => text !== "%" && text !== "'");
    for (const text of [...absent, "^", ".", "Mael"].filter((text) => text !== "."))
      assert.deepEqual(await idsOf(owned.store, { text }), [], text);
  });

  it("filters by discipline, teacher and kind, each as a whole", async () => {
    await using owned = await create();
    const kind = { type: "class", room: "1", hoursPerWeek: 1 } as const;
    await open(owned.store, toCourse(1), toCourse(2, { discipline: "Ärzte", kind }), toCourse(3, { teacher: "Ärzte" }));
    assert.deepEqual(await idsOf(owned.store, { discipline: "arzte" }), [toId(2)]);
    assert.deepEqual(await idsOf(owned.store, { teacher: "arzte" }), [toId(3)]);
    assert.deepEqual(await idsOf(owned.store, { kind: "class" }), [toId(2)]);
    assert.deepEqual(await idsOf(owned.store, { kind: "elective" }), []);
    assert.deepEqual(await idsOf(owned.store, { teacher: "linne", discipline: "biology" }), [toId(1)]);
    for (const text of [...odd, "bio", "Biology"]) {
      assert.deepEqual(await idsOf(owned.store, { discipline: text }), [], text);
      assert.deepEqual(await idsOf(owned.store, { teacher: text }), [], text);
    }
  });

  it("finds the courses of a student, and none for what is no student", async () => {
    await using owned = await create();
    await open(
      owned.store,
      toCourse(1, { studentIds: ["s1", "s2"] }),
      toCourse(2, { studentIds: ["s2"] }),
      toCourse(3),
    );
    assert.deepEqual(await idsOfStudent(owned.store, "s1"), [toId(1)]);
    assert.deepEqual(await idsOfStudent(owned.store, "s2"), [toId(1), toId(2)]);
    for (const studentId of ["", "S1", ...odd])
      assert.deepEqual(await idsOfStudent(owned.store, studentId), [], studentId);
  });
}

function savingSuite(create: () => Promise<OwnedStore>): void {
  it("changes and removes a course, and its links with it", async () => {
    await using owned = await create();
    const first = toCourse(1, { studentIds: ["s1", "s2"] });
    await open(owned.store, first);
    const update = toUpdate(first, { name: "New", studentIds: ["s2", "s3"] });
    assert.equal(await owned.store.save(update), true);
    assert.deepEqual(await owned.store.find(first.id), update.after);
    assert.deepEqual(listPresent(update.after!.links), ["s2", "s3"]);
    const found = await Promise.all(["s1", "s2", "s3"].map((studentId) => idsOfStudent(owned.store, studentId)));
    assert.deepEqual(found, [[], [first.id], [first.id]]);
    assert.deepEqual(await idsOf(owned.store, { text: "new" }), [first.id]);
    assert.equal(await owned.store.save(toRemoval(update.after!)), true);
    assert.equal(await owned.store.find(first.id), undefined);
    assert.deepEqual(await idsOfStudent(owned.store, "s3"), []);
  });

  it("refuses what is no longer as it was read, and stores nothing of it", async () => {
    await using owned = await create();
    const first = toCourse(1, { studentIds: ["s1"] });
    await open(owned.store, first);
    const winner = toUpdate(first, { name: "Winner" });
    assert.equal(await owned.store.save(winner), true);
    assert.equal(await owned.store.save(toUpdate(first, { name: "Loser", studentIds: ["s2"] })), false);
    assert.equal(await owned.store.save(toRemoval(first)), false);
    assert.deepEqual(await owned.store.find(first.id), winner.after);
    assert.deepEqual(await idsOfStudent(owned.store, "s2"), []);
    assert.equal(await owned.store.save(toRemoval(winner.after!)), true);
    assert.equal(await owned.store.save(toUpdate(winner.after!, {})), false);
    assert.equal(await owned.store.save(toRemoval(winner.after!)), false);
  });

  it("gives a course another kind, and takes what belonged to the old one away", async () => {
    await using owned = await create();
    let course = toCourse(1, { kind: { type: "class", room: "1", hoursPerWeek: 1 } });
    await open(owned.store, course);
    for (const kind of [{ type: "elective", credits: 1, prerequisites: "none" } as const, undefined]) {
      const update = toUpdate(course, { kind });
      assert.equal(await owned.store.save(update), true);
      course = update.after!;
      assert.deepEqual(await owned.store.find(course.id), course);
    }
  });

  it("refuses an id that a course has", async () => {
    await using owned = await create();
    const course = toCourse(1);
    await open(owned.store, course);
    assert.equal(await owned.store.save(toOpening(toCourse(1, { name: "Other", studentIds: ["s9"] }))), false);
    assert.deepEqual(await owned.store.find(course.id), course);
    assert.deepEqual(await idsOfStudent(owned.store, "s9"), []);
  });
}

function racingSuite(create: () => Promise<OwnedStore>): void {
  it("lets one of many changes of the same course through", async () => {
    await using owned = await create();
    const first = toCourse(1);
    await open(owned.store, first);
    const updates = Array.from({ length: 20 }, (_, index) => toUpdate(first, { name: `Racer ${index}` }));
    const saved = await Promise.all(updates.map((update) => owned.store.save(update)));
    assert.equal(saved.filter(Boolean).length, 1);
    assert.deepEqual(await owned.store.find(first.id), updates[saved.indexOf(true)]!.after);
  });

  it("serves many changes of one course in turn, so that none comes back", async () => {
    await using owned = await create();
    const first = toCourse(1);
    await open(owned.store, first);
    const retreat = { pause: () => assert.fail("another change came in between") };
    const ports = { ...createDomainPorts().ports, store: owned.store, retreat };
    const update = (n: number) =>
      updateCourse(ports, { id: first.id, fields: { teacher: `Racer ${n}` } }, () => undefined);
    await Promise.all(Array.from({ length: 64 }, (_, n) => update(n)));
    assert.equal((await owned.store.find(first.id))?.teacher, "Racer 63");
  });

  it("does all kinds of changes at once", async () => {
    await using owned = await create();
    const [one, two, three] = [1, 2, 3].map((n) => toCourse(n, { studentIds: ["s1"] })) as [Course, Course, Course];
    await open(owned.store, one, two, three);
    const saves = [
      toOpening(toCourse(4, { studentIds: ["s1"] })),
      toUpdate(one, { name: "New" }),
      toUpdate(two, { studentIds: [] }),
      toRemoval(three),
      toOpening(toCourse(5, { studentIds: ["s1"] })),
    ];
    assert.deepEqual(
      await Promise.all(saves.map((change) => owned.store.save(change))),
      saves.map(() => true),
    );
    assert.deepEqual(await idsOfStudent(owned.store, "s1"), [1, 4, 5].map(toId));
  });
}
