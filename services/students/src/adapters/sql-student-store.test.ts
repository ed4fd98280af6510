import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { SqlKeys, SqlOutbox } from "@flotilla/chassis/sql";
import { PostgresOfFile, sqlEngines } from "@flotilla/testkit/sql-databases";
import { createSqlStore, type OwnedSqlStore } from "../../test/owned-stores.ts";
import { studentStoreSuite, toEnrolment, toStudent, toUpdate } from "../../test/student-store.suite.ts";

const server = new PostgresOfFile();
after(() => server[Symbol.asyncDispose]());

for (const { engine, skip } of sqlEngines) {
  const create = () => createSqlStore(engine, server);
  studentStoreSuite(`SqlStudentStore on ${engine}`, create, skip);
  describe(`what is stored with a student on ${engine}`, { skip }, () => withStudentSuite(create));
}

function withStudentSuite(create: () => Promise<OwnedSqlStore>): void {
  it("keeps the events in the outbox, in order, and says so once they are there", async () => {
    await using owned = await create();
    const student = toStudent(1, { courseIds: ["c1"] });
    const update = toUpdate(student, { courseIds: [] });
    await owned.store.save(toEnrolment(student));
    await owned.store.save(update);
    const ids = [`student/${student.id}/${student.version}`, `student/${student.id}/${update.version}`];
    assert.deepEqual(
      owned.recorded.map(({ id }) => id),
      ids,
    );
    assert.deepEqual(await listPendingIds(owned), ids);
    assert.deepEqual(owned.recorded[0]!.headers, { "link-version": student.version });
  });

  it("keeps no events of what was refused", async () => {
    await using owned = await create();
    const [student, other] = [toStudent(1), toStudent(2)];
    await owned.store.save(toEnrolment(student));
    await owned.store.save(toEnrolment(other));
    assert.equal(await owned.store.save(toUpdate({ ...student, version: "0".repeat(16) }, {})), false);
    await assert.rejects(owned.store.save(toUpdate(other, { name: student.name })));
    await assert.rejects(owned.store.save(toEnrolment(toStudent(3, { name: student.name }))));
    assert.equal((await listPendingIds(owned)).length, 2);
    assert.equal(owned.recorded.length, 2);
  });

  it("keeps the answer, and no effect of a request that was answered meanwhile", async () => {
    await using owned = await create();
    const keys = new SqlKeys(owned.database);
    const request = { id: "a".repeat(64), hash: "h" };
    await keys.claim(request, 60_000);
    const answer = { ...request, answer: new Uint8Array([1, 2]) };
    await owned.store.save({ ...toEnrolment(toStudent(1)), answer });
    const claim = await keys.claim(request, 60_000);
    assert.deepEqual(
      { ...claim, answer: claim.state === "answered" && [...claim.answer] },
      { state: "answered", answer: [1, 2] },
    );
    const again = [
      owned.store.save(toEnrolment(toStudent(2))),
      owned.store.save({ ...toEnrolment(toStudent(3)), answer }),
      owned.store.save(toEnrolment(toStudent(4))),
    ];
    const [, refused] = await Promise.allSettled(again);
    assert.equal(refused!.status === "rejected" && refused!.reason.reason, "IDEMPOTENCY_KEY_IN_USE");
    assert.equal((await owned.store.list({ words: [], limit: 9 })).length, 3);
  });

  it("lets a message have its effect once", async () => {
    await using owned = await create();
    const first = toStudent(1);
    await owned.store.save(toEnrolment(first));
    const update = { ...toUpdate(first, { courseIds: ["c1"] }), messageId: "m1" };
    assert.equal(await owned.store.save(update), true);
    assert.equal(await owned.store.save({ ...toUpdate(update.after!, { courseIds: [] }), messageId: "m1" }), true);
    assert.deepEqual(await owned.store.find(first.id), update.after);
    assert.equal(await owned.store.save({ ...toUpdate(first, {}), messageId: "m2" }), false);
    assert.equal(await owned.store.save({ ...toUpdate(update.after!, { courseIds: [] }), messageId: "m2" }), true);
  });

  it("has an index for the students of a course, and none of links that were removed", async () => {
    await using owned = await create();
    const student = toStudent(1, { courseIds: ["c1", "c2"] });
    await owned.store.save(toEnrolment(student));
    await owned.store.save(toUpdate(student, { courseIds: ["c2"] }));
    const rows = await owned.database.db.selectFrom("student_course").select("course_id").execute();
    assert.deepEqual(
      rows.map((row) => row.course_id),
      ["c2"],
    );
  });
}

async function listPendingIds({ database }: OwnedSqlStore): Promise<readonly string[]> {
  const pending = await new SqlOutbox(database).listPending(new Date(Date.now() + 60_000), 100);
  return pending.map(({ id }) => id);
}
