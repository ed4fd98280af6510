import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listPresent, nextVersion } from "@flotilla/chassis/relation";
import { createDomainPorts, toId } from "../../test/domain-ports.ts";
import { applyStudentLink } from "./apply-link.ts";
import { maxStudents } from "./course.ts";
import { updateCourse } from "./update-course.ts";

const full = Array.from({ length: maxStudents }, (_, index) => `s${index}`);

/** A course of these students, and a way to say a change of students, `afterMs` later than the course. */
async function createApplied(studentIds: readonly string[]) {
  const { open, witness, ...rest } = createDomainPorts();
  const { id } = await open("Algebra", studentIds);
  rest.store.saved.length = 0;
  const versionOf = (afterMs: number) => nextVersion("left", rest.time.ms + afterMs);
  const apply = async (studentId: string, isPresent: boolean, afterMs: number, courseId = id) => {
    const update = { courseId, studentId, isPresent, version: versionOf(afterMs), messageId: `m${afterMs}` };
    await applyStudentLink(rest.ports, update, witness);
  };
  const read = async () => listPresent((await rest.store.find(id))!.links);
  return { ...rest, id, apply, read, versionOf, witness };
}

describe("applyStudentLink", () => {
  it("adds and removes a link, once however often it is told", async () => {
    const { apply, read, store } = await createApplied(["s1"]);
    await apply("s2", true, 1);
    await apply("s2", true, 1);
    assert.deepEqual(await read(), ["s1", "s2"]);
    await apply("s1", false, 2);
    await apply("s1", false, 2);
    assert.deepEqual(await read(), ["s2"]);
    assert.deepEqual(
      store.saved.map(({ messageId, events }) => [messageId, events]),
      [
        ["m1", []],
        ["m2", []],
      ],
    );
  });

  it("shows the course to the witness each time, for what was told of it the first time may be lost", async () => {
    const { apply, seen, id } = await createApplied([]);
    seen.length = 0;
    await apply("s1", true, 1);
    await apply("s1", true, 1);
    assert.deepEqual(
      seen.map(({ after }) => [after!.id, listPresent(after!.links)]),
      [
        [id, ["s1"]],
        [id, ["s1"]],
      ],
    );
  });

  it("shows the course to the witness each time, for what was told of it the first time may be lost", async () => {
    const { apply, seen, id } = await createApplied([]);
    seen.length = 0;
    await apply("s1", true, 1);
    await apply("s1", true, 1);
    assert.deepEqual(
      seen.map(({ after }) => [after!.id, listPresent(after!.links)]),
      [
        [id, ["s1"]],
        [id, ["s1"]],
      ],
    );
  });

  it("leaves a later change as it is, whichever side made it", async () => {
    const { apply, read, ports, id, witness, time } = await createApplied(["s1"]);
    await apply("s1", false, -1);
    assert.deepEqual(await read(), ["s1"]);
    time.ms += 10;
    await updateCourse(ports, { id, fields: { studentIds: [] } }, witness);
    await apply("s1", true, -1);
    assert.deepEqual(await read(), []);
    await apply("s1", true, 0);
    assert.deepEqual(await read(), []);
    await apply("s1", true, 1);
    assert.deepEqual(await read(), ["s1"]);
  });

  it("makes a version later than that of the change, so that the course's next write wins", async () => {
    const { apply, store, id, versionOf, ports, witness, read } = await createApplied([]);
    await apply("s1", true, 3_600_000);
    assert.ok((await store.find(id))!.version > versionOf(3_600_000));
    await updateCourse(ports, { id, fields: { studentIds: [] } }, witness);
    assert.deepEqual(await read(), []);
  });

  it("sends a link back that the course has no room for, with the tombstone that remembers it", async () => {
    const { apply, read, store, id, published, versionOf } = await createApplied(full);
    await apply("new", true, 5);
    assert.deepEqual(await read(), full);
    const { links, version } = (await store.find(id))!;
    assert.deepEqual(links.at(-1), { id: "new", version, isPresent: false });
    assert.ok(version > versionOf(5));
    const refusal = {
      kind: "link_changed",
      courseId: id,
      studentId: "new",
      version,
      isPresent: false,
      isRefusal: true,
    };
    assert.deepEqual(store.saved[0]!.events, [refusal]);
    assert.deepEqual(published, []);
  });

  it("sends a link of nobody back, the same each time", async () => {
    const { apply, published, store, versionOf } = await createApplied([]);
    for (const courseId of [toId(9), toId(9), "no id", ""]) await apply("s1", true, 5, courseId);
    const version = nextVersion("right", 0, versionOf(5));
    const rest = { kind: "link_changed", studentId: "s1", version, isPresent: false, isRefusal: true };
    assert.deepEqual(
      published,
      [toId(9), toId(9), "no id", ""].map((courseId) => ({ ...rest, courseId })),
    );
    assert.ok(version > versionOf(5));
    assert.deepEqual(store.saved, []);
  });

  it("has nothing to do when a link of nobody is removed", async () => {
    const { apply, published, store } = await createApplied([]);
    await apply("s1", false, 5, toId(9));
    assert.deepEqual([published, store.saved], [[], []]);
  });
});
