import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { keepTombstonesMs, listPresent, Turns } from "@flotilla/chassis/relation";
import { createDomainPorts, toDraft, toId } from "../../test/domain-ports.ts";
import { removeStudent } from "./remove-student.ts";
import { replaceStudent } from "./replace-student.ts";
import { updateStudent } from "./update-student.ts";

describe("updateStudent", () => {
  it("changes the fields that are given, and leaves the others", async () => {
    const { ports, store, enrol, witness } = createDomainPorts();
    const before = await enrol("Ada", ["c1"]);
    await updateStudent(ports, { id: before.id, fields: { lastName: "King" } }, witness);
    const after = await store.find(before.id);
    assert.deepEqual([after!.name, after!.lastName, after!.links], ["Ada", "King", before.links]);
    assert.ok(after!.version > before.version);
  });

  it("writes only links that differ, and says what they were before and after", async () => {
    const { ports, store, enrol, witness } = createDomainPorts();
    const before = await enrol("Ada", ["c1", "c2"]);
    await replaceStudent(ports, { id: before.id, draft: toDraft("Ada", ["c2", "c3"]) }, witness);
    const { links, version } = (await store.find(before.id))!;
    const versions = Object.fromEntries(links.map((link) => [link.id, link.version]));
    assert.deepEqual(versions, { c1: version, c2: before.version, c3: version });
    const event = { kind: "links_written", studentId: before.id, version, before: ["c1", "c2"], after: ["c2", "c3"] };
    assert.deepEqual(store.saved[1]!.events, [event]);
  });

  it("is later than what was seen, though the clock went back", async () => {
    const { ports, store, enrol, witness, time } = createDomainPorts();
    const before = await enrol("Ada", ["c1"]);
    time.ms -= 60_000;
    await updateStudent(ports, { id: before.id, fields: { courseIds: [] } }, witness);
    const after = (await store.find(before.id))!;
    assert.ok(after.version > before.version);
    assert.equal(after.links[0]!.version, after.version);
  });

  it("forgets removed links after their time, and not before", async () => {
    const { ports, store, enrol, witness, time } = createDomainPorts();
    const { id } = await enrol("Ada", ["c1"]);
    await updateStudent(ports, { id, fields: { courseIds: [] } }, witness);
    time.ms += keepTombstonesMs;
    await updateStudent(ports, { id, fields: { name: "Eve" } }, witness);
    assert.equal((await store.find(id))!.links.length, 1);
    time.ms += 1;
    await updateStudent(ports, { id, fields: { name: "Ada" } }, witness);
    assert.deepEqual((await store.find(id))!.links, []);
  });

  it("refuses what is not there, or no longer the one expected", async () => {
    const { ports, enrol, witness } = createDomainPorts();
    const { id, version } = await enrol("Ada");
    await assert.rejects(updateStudent(ports, { id: toId(9), fields: {} }, witness), { reason: "STUDENT_NOT_FOUND" });
    await updateStudent(ports, { id, fields: {}, expected: ["other", version] }, witness);
    const late = { code: "failed_precondition", reason: "STUDENT_CHANGED", httpStatus: 412 };
    await assert.rejects(updateStudent(ports, { id, fields: {}, expected: [version] }, witness), late);
    await assert.rejects(removeStudent(ports, { id, expected: [] }, witness), late);
  });
});

describe("two who change a student at once", () => {
  it("both succeed, one after the other, when neither expects a version", async () => {
    const { ports, store, enrol, witness, pauses } = createDomainPorts();
    const { id } = await enrol("Ada", ["c1"]);
    const one = updateStudent(ports, { id, fields: { name: "Eve" } }, witness);
    const other = updateStudent(ports, { id, fields: { courseIds: ["c1", "c2"] } }, witness);
    await Promise.all([one, other]);
    const after = (await store.find(id))!;
    assert.deepEqual([after.name, listPresent(after.links)], ["Eve", ["c1", "c2"]]);
    assert.deepEqual(pauses, []);
  });

  it("both succeed when they are in two processes", async () => {
    const { ports, store, enrol, witness, pauses } = createDomainPorts();
    const { id } = await enrol("Ada", ["c1"]);
    const one = updateStudent(ports, { id, fields: { name: "Eve" } }, witness);
    const other = updateStudent({ ...ports, turns: new Turns() }, { id, fields: { courseIds: ["c1", "c2"] } }, witness);
    await Promise.all([one, other]);
    const after = (await store.find(id))!;
    assert.deepEqual([after.name, listPresent(after.links)], ["Eve", ["c1", "c2"]]);
    assert.deepEqual(pauses, [1]);
  });

  it("lets exactly one through when both expect the same version", async () => {
    const { ports, enrol, witness } = createDomainPorts();
    const { id, version } = await enrol("Ada");
    const replace = (name: string) => replaceStudent(ports, { id, draft: toDraft(name), expected: [version] }, witness);
    const [one, other] = await Promise.allSettled([replace("Eve"), replace("Zoe")]);
    assert.deepEqual([one.status, other.status].toSorted(), ["fulfilled", "rejected"]);
  });

  it("gives up when it is changed each time", async () => {
    const { ports, store, enrol, witness, pauses } = createDomainPorts();
    const { id } = await enrol("Ada");
    store.save = async () => false;
    const wanted = { code: "aborted", reason: "STUDENT_BUSY" };
    await assert.rejects(updateStudent(ports, { id, fields: {} }, witness), wanted);
    assert.deepEqual(
      pauses,
      Array.from({ length: 11 }, (_, index) => index + 1),
    );
  });
});

describe("removeStudent", () => {
  it("removes the student, and says which links go", async () => {
    const { ports, store, enrol, witness } = createDomainPorts();
    const { id, version } = await enrol("Ada", ["c1", "c2"]);
    await removeStudent(ports, { id, expected: [version] }, witness);
    assert.equal(await store.find(id), undefined);
    const change = store.saved[1]!;
    assert.ok(change.version > version);
    const event = { kind: "links_written", studentId: id, version: change.version, before: ["c1", "c2"], after: [] };
    assert.deepEqual(change.events, [event]);
    await assert.rejects(removeStudent(ports, { id }, witness), { reason: "STUDENT_NOT_FOUND" });
  });
});
