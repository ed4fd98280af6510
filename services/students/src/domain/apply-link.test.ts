import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listPresent, nextVersion } from "@flotilla/chassis/relation";
import { createDomainPorts, toId } from "../../test/domain-ports.ts";
import { applyCourseLink } from "./apply-link.ts";
import { maxCourses } from "./student.ts";
import { updateStudent } from "./update-student.ts";

const full = Array.from({ length: maxCourses }, (_, index) => `c${index}`);

/** A student of these courses, and a way to say a change of courses, `afterMs` later than the student. */
async function createApplied(courseIds: readonly string[]) {
  const { enrol, witness, ...rest } = createDomainPorts();
  const { id } = await enrol("Ada", courseIds);
  rest.store.saved.length = 0;
  const versionOf = (afterMs: number) => nextVersion("right", rest.time.ms + afterMs);
  const apply = async (courseId: string, isPresent: boolean, afterMs: number, studentId = id) => {
    const update = { studentId, courseId, isPresent, version: versionOf(afterMs), messageId: `m${afterMs}` };
    await applyCourseLink(rest.ports, update, witness);
  };
  const read = async () => listPresent((await rest.store.find(id))!.links);
  return { ...rest, id, apply, read, versionOf, witness };
}

describe("applyCourseLink", () => {
  it("adds and removes a link, once however often it is told", async () => {
    const { apply, read, store } = await createApplied(["c1"]);
    await apply("c2", true, 1);
    await apply("c2", true, 1);
    assert.deepEqual(await read(), ["c1", "c2"]);
    await apply("c1", false, 2);
    await apply("c1", false, 2);
    assert.deepEqual(await read(), ["c2"]);
    assert.deepEqual(
      store.saved.map(({ messageId, events }) => [messageId, events]),
      [
        ["m1", []],
        ["m2", []],
      ],
    );
  });

  it("shows the student to the witness each time, for what was told of it the first time may be lost", async () => {
    const { apply, seen, id } = await createApplied([]);
    seen.length = 0;
    await apply("c1", true, 1);
    await apply("c1", true, 1);
    assert.deepEqual(
      seen.map(({ after }) => [after!.id, listPresent(after!.links)]),
      [
        [id, ["c1"]],
        [id, ["c1"]],
      ],
    );
  });

  it("leaves a later change as it is, whichever side made it", async () => {
    const { apply, read, ports, id, witness, time } = await createApplied(["c1"]);
    await apply("c1", false, -1);
    assert.deepEqual(await read(), ["c1"]);
    time.ms += 10;
    await updateStudent(ports, { id, fields: { courseIds: [] } }, witness);
    await apply("c1", true, -1);
    assert.deepEqual(await read(), []);
    await apply("c1", true, 0);
    assert.deepEqual(await read(), ["c1"]);
  });

  it("makes a version later than that of the change, so that the student's next write wins", async () => {
    const { apply, store, id, versionOf, ports, witness, read } = await createApplied([]);
    await apply("c1", true, 3_600_000);
    assert.ok((await store.find(id))!.version > versionOf(3_600_000));
    await updateStudent(ports, { id, fields: { courseIds: [] } }, witness);
    assert.deepEqual(await read(), []);
  });

  it("sends a link back that the student has no room for, with the tombstone that remembers it", async () => {
    const { apply, read, store, id, published, versionOf } = await createApplied(full);
    await apply("new", true, 5);
    assert.deepEqual(await read(), full);
    const { links, version } = (await store.find(id))!;
    assert.deepEqual(links.at(-1), { id: "new", version, isPresent: false });
    assert.ok(version > versionOf(5));
    const refusal = {
      kind: "link_changed",
      studentId: id,
      courseId: "new",
      version,
      isPresent: false,
      isRefusal: true,
    };
    assert.deepEqual(store.saved[0]!.events, [refusal]);
    assert.deepEqual(published, []);
  });

  it("sends a link of nobody back, the same each time", async () => {
    const { apply, published, store, versionOf } = await createApplied([]);
    for (const studentId of [toId(9), toId(9), "no id", ""]) await apply("c1", true, 5, studentId);
    const version = nextVersion("left", 0, versionOf(5));
    const rest = { kind: "link_changed", courseId: "c1", version, isPresent: false, isRefusal: true };
    assert.deepEqual(
      published,
      [toId(9), toId(9), "no id", ""].map((studentId) => ({ ...rest, studentId })),
    );
    assert.ok(version > versionOf(5));
    assert.deepEqual(store.saved, []);
  });

  it("has nothing to do when a link of nobody is removed", async () => {
    const { apply, published, store } = await createApplied([]);
    await apply("c1", false, 5, toId(9));
    assert.deepEqual([published, store.saved], [[], []]);
  });
});
