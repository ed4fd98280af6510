import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SqlKeys, SqlOutbox } from "@flotilla/chassis/sql";
import { courseStoreSuite, toCourse, toOpening, toUpdate } from "../../test/course-store.suite.ts";
import { createSqliteStore } from "../../test/owned-stores.ts";
import { storedWithCourseSuite } from "../../test/stored-with-course.suite.ts";

courseStoreSuite("SqliteCourseStore", createSqliteStore);

storedWithCourseSuite("SqliteCourseStore", async () => {
  const owned = await createSqliteStore();
  const [outbox, keys] = [new SqlOutbox(owned.database), new SqlKeys(owned.database)];
  return { ...owned, outbox, keys, [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose]() };
});

describe("SqliteCourseStore", () => {
  it("lets a message have its effect once", async () => {
    await using owned = await createSqliteStore();
    const first = toCourse(1);
    await owned.store.save(toOpening(first));
    const update = { ...toUpdate(first, { studentIds: ["s1"] }), messageId: "m1" };
    assert.equal(await owned.store.save(update), true);
    assert.equal(await owned.store.save({ ...toUpdate(update.after!, { studentIds: [] }), messageId: "m1" }), true);
    assert.deepEqual(await owned.store.find(first.id), update.after);
    assert.equal(await owned.store.save({ ...toUpdate(first, {}), messageId: "m2" }), false);
    assert.equal(await owned.store.save({ ...toUpdate(update.after!, { studentIds: [] }), messageId: "m2" }), true);
  });
});
