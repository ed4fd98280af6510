import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { keepTombstonesMs, listPresent, Turns } from "@flotilla/chassis/relation";
import { createDomainPorts, toDraft, toId } from "../../test/domain-ports.ts";
import { removeCourse } from "./remove-course.ts";
import { replaceCourse } from "./replace-course.ts";
import { updateCourse } from "./update-course.ts";

describe("updateCourse", () => {
  it("changes the fields that are given, and leaves the others", async () => {
    const { ports, store, open, witness } = createDomainPorts();
    const before = await open("Algebra", ["s1"]);
    await updateCourse(ports, { id: before.id, fields: { teacher: "Emmy" } }, witness);
    const after = await store.find(before.id);
    assert.deepEqual([after!.name, after!.teacher, after!.links], ["Algebra", "Emmy", before.links]);
    assert.ok(after!.version > before.version);
  });

  it("gives a course another kind, or none", async () => {
    const { ports, store, open, witness } = createDomainPorts();
    const { id } = await open("Algebra");
    const kind = { type: "class", room: "12", hoursPerWeek: 4 } as const;
    await updateCourse(ports, { id, fields: { kind } }, witness);
    await updateCourse(ports, { id, fields: { name: "Geometry" } }, witness);
    assert.deepEqual((await store.find(id))!.kind, kind);
    await updateCourse(ports, { id, fields: { kind: undefined } }, witness);
    assert.equal((await store.find(id))!.kind, undefined);
  });

  it("writes only links that differ, and says what they were before and after", async () => {
    const { ports, store, open, witness } = createDomainPorts();
    const before = await open("Algebra", ["s1", "s2"]);
    await replaceCourse(ports, { id: before.id, draft: toDraft("Algebra", ["s2", "s3"]) }, witness);
    const { links, version } = (await store.find(before.id))!;
    const versions = Object.fromEntries(links.map((link) => [link.id, link.version]));
    assert.deepEqual(versions, { s1: version, s2: before.version, s3: version });
    const event = { kind: "links_written", courseId: before.id, version, before: ["s1", "s2"], after: ["s2", "s3"] };
    assert.deepEqual(store.saved[1]!.events, [event]);
  });

  it("is later than what was seen, though the clock went back", async () => {
    const { ports, store, open, witness, time } = createDomainPorts();
    const before = await open("Algebra", ["s1"]);
    time.ms -= 60_000;
    await updateCourse(ports, { id: before.id, fields: { studentIds: [] } }, witness);
    const after = (await store.find(before.id))!;
    assert.ok(after.version > before.version);
    assert.equal(after.links[0]!.version, after.version);
  });

  it("forgets removed links after their time, and not before", async () => {
    const { ports, store, open, witness, time } = createDomainPorts();
    const { id } = await open("Algebra", ["s1"]);
    await updateCourse(ports, { id, fields: { studentIds: [] } }, witness);
    time.ms += keepTombstonesMs;
    await updateCourse(ports, { id, fields: { name: "Botany" } }, witness);
    assert.equal((await store.find(id))!.links.length, 1);
    time.ms += 1;
    await updateCourse(ports, { id, fields: { name: "Algebra" } }, witness);
    assert.deepEqual((await store.find(id))!.links, []);
  });

  it("refuses what is not there, or no longer the one expected", async () => {
    const { ports, open, witness } = createDomainPorts();
    const { id, version } = await open("Algebra");
    await assert.rejects(updateCourse(ports, { id: toId(9), fields: {} }, witness), { reason: "COURSE_NOT_FOUND" });
    await updateCourse(ports, { id, fields: {}, expected: ["other", version] }, witness);
    const late = { code: "failed_precondition", reason: "COURSE_CHANGED", httpStatus: 412 };
    await assert.rejects(updateCourse(ports, { id, fields: {}, expected: [version] }, witness), late);
    await assert.rejects(removeCourse(ports, { id, expected: [] }, witness), late);
  });
});

describe("two who change a course at once", () => {
  it("both succeed, one after the other, when neither expects a version", async () => {
    const { ports, store, open, witness, pauses } = createDomainPorts();
    const { id } = await open("Algebra", ["s1"]);
    const one = updateCourse(ports, { id, fields: { name: "Botany" } }, witness);
    const other = updateCourse(ports, { id, fields: { studentIds: ["s1", "s2"] } }, witness);
    await Promise.all([one, other]);
    const after = (await store.find(id))!;
    assert.deepEqual([after.name, listPresent(after.links)], ["Botany", ["s1", "s2"]]);
    assert.deepEqual(pauses, []);
  });

  it("both succeed when they are in two processes", async () => {
    const { ports, store, open, witness, pauses } = createDomainPorts();
    const { id } = await open("Algebra", ["s1"]);
    const one = updateCourse(ports, { id, fields: { name: "Botany" } }, witness);
    const other = updateCourse({ ...ports, turns: new Turns() }, { id, fields: { studentIds: ["s1", "s2"] } }, witness);
    await Promise.all([one, other]);
    const after = (await store.find(id))!;
    assert.deepEqual([after.name, listPresent(after.links)], ["Botany", ["s1", "s2"]]);
    assert.deepEqual(pauses, [1]);
  });

  it("lets exactly one through when both expect the same version", async () => {
    const { ports, open, witness } = createDomainPorts();
    const { id, version } = await open("Algebra");
    const replace = (name: string) => replaceCourse(ports, { id, draft: toDraft(name), expected: [version] }, witness);
    const [one, other] = await Promise.allSettled([replace("Botany"), replace("Zoology")]);
    assert.deepEqual([one.status, other.status].toSorted(), ["fulfilled", "rejected"]);
  });

  it("gives up when it is changed each time", async () => {
    const { ports, store, open, witness, pauses } = createDomainPorts();
    const { id } = await open("Algebra");
    store.save = async () => false;
    const wanted = { code: "aborted", reason: "COURSE_BUSY" };
    await assert.rejects(updateCourse(ports, { id, fields: {} }, witness), wanted);
    assert.deepEqual(
      pauses,
      Array.from({ length: 11 }, (_, index) => index + 1),
    );
  });
});

describe("removeCourse", () => {
  it("removes the course, and says which links go", async () => {
    const { ports, store, open, witness } = createDomainPorts();
    const { id, version } = await open("Algebra", ["s1", "s2"]);
    await removeCourse(ports, { id, expected: [version] }, witness);
    assert.equal(await store.find(id), undefined);
    const change = store.saved[1]!;
    assert.ok(change.version > version);
    const event = { kind: "links_written", courseId: id, version: change.version, before: ["s1", "s2"], after: [] };
    assert.deepEqual(change.events, [event]);
    await assert.rejects(removeCourse(ports, { id }, witness), { reason: "COURSE_NOT_FOUND" });
  });
});
