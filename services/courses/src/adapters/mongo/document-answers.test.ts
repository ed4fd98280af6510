import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { missesMongo } from "@flotilla/testkit/start-mongo";
import { toCourse, toOpening, toUpdate } from "../../../test/course-store.suite.ts";
import { MongoOfFile } from "../../../test/owned-stores.ts";
import type { Course } from "../../domain/course.ts";
import { toObjectId } from "./course-document.ts";
import { expectUnanswered, isAnswered, mostInside } from "./document-answers.ts";
import { MongoKeys } from "./mongo-keys.ts";

const server = new MongoOfFile();
after(() => server[Symbol.asyncDispose]());

const now = () => 1_700_000_000_000;
const toRequest = (n: number) => ({ id: n.toString(16).padStart(64, "0"), hash: `h${n}` });
const toAnswer = (n: number) => ({ ...toRequest(n), answer: new Uint8Array([n & 255, n >> 8]) });
const inUse = { reason: "IDEMPOTENCY_KEY_IN_USE" };

/** A course, and what changes it once more under the n-th key. */
async function openCourse() {
  const owned = await server.createStore({ now });
  let course: Course = toCourse(1);
  await owned.store.save(toOpening(course));
  const _id = toObjectId(course.id)!;
  const change = async (n: number) => {
    const update = toUpdate(course, { name: `Name ${n}` });
    assert.equal(await owned.store.save({ ...update, events: [], answer: toAnswer(n) }), true);
    course = update.after!;
  };
  return { ...owned, _id, change, read: () => course, keys: new MongoKeys(owned.database, now) };
}

describe("answers inside a document", { skip: missesMongo() }, () => {
  it("stay few, however many keyed requests change a course in a day, and none is lost", async () => {
    await using owned = await openCourse();
    const count = 1500;
    for (let n = 1; n <= count; n++) await owned.change(n);
    const document = await owned.database.use(({ courses }) => courses.findOne({ _id: owned._id }));
    assert.ok(document!.answers!.length <= mostInside, `${document!.answers!.length} answers`);
    for (const n of [1, 2, mostInside, mostInside + 1, 777, count - 1, count]) {
      const claim = await owned.keys.claim(toRequest(n), 60_000);
      assert.deepEqual(claim.state === "answered" && [...claim.answer], [...toAnswer(n).answer]);
      assert.deepEqual(await owned.keys.claim({ ...toRequest(n), hash: "other" }, 60_000), { state: "other_request" });
    }
  });

  it("let no request have its effect twice after they were moved", async () => {
    await using owned = await openCourse();
    for (let n = 1; n <= mostInside + 1; n++) await owned.change(n);
    const again = { ...toUpdate(owned.read(), { name: "Again" }), answer: toAnswer(1) };
    await assert.rejects(owned.store.save(again), inUse);
    const late = { ...toUpdate(toCourse(1), { name: "Late" }), answer: toAnswer(1) };
    await assert.rejects(owned.store.save(late), inUse);
    assert.deepEqual(await owned.store.find(owned.read().id), owned.read());
  });

  it("fail a change that looked for its answer just before that was moved", async () => {
    await using owned = await openCourse();
    for (let n = 1; n < mostInside; n++) await owned.change(n);
    await owned.database.use(async (collections) => {
      const { id } = toRequest(mostInside);
      const expected = await expectUnanswered(collections, owned._id, id, now());
      const meets = () => collections.courses.countDocuments({ _id: owned._id, ...expected });
      assert.equal(await meets(), 1, "nobody was faster");
      await owned.change(mostInside);
      assert.equal(await meets(), 0, "its answer is inside");
      await owned.change(mostInside + 1);
      assert.equal(await meets(), 0, "its answer was moved");
      assert.equal(await isAnswered(collections, owned._id, id, now()), true);
      assert.equal(await isAnswered(collections, owned._id, toRequest(99).id, now()), false);
    });
  });
});
