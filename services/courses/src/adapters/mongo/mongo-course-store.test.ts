import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { keepPublishedMs } from "@flotilla/chassis/outbox";
import { listPresent, noVersion } from "@flotilla/chassis/relation";
import { missesMongo } from "@flotilla/testkit/start-mongo";
import { ObjectId } from "mongodb";
import { anyCourse, toCourse, toOpening, toRemoval, toUpdate } from "../../../test/course-store.suite.ts";
import { toId } from "../../../test/domain-ports.ts";
import { MongoOfFile } from "../../../test/owned-stores.ts";
import type { CourseDocument } from "./course-document.ts";
import { MongoOutbox } from "./mongo-outbox.ts";

const server = new MongoOfFile();
after(() => server[Symbol.asyncDispose]());

/** A document as the older service wrote it; it may have linked twice with the same student. */
const old: CourseDocument = {
  _id: new ObjectId(toId(1)),
  name: "Algebra",
  description: "Groups, rings and fields",
  discipline: "Mathematics",
  teacher: "Noether",
  student_ids: ["s1", "s2", "s1"],
};

describe("courses of the older service", { skip: missesMongo() }, () => {
  it("are read, listed, changed and removed", async () => {
    await using owned = await server.createStore();
    await owned.database.use(({ courses }) => courses.insertOne(old));
    const course = (await owned.store.find(toId(1)))!;
    assert.deepEqual([course.version, listPresent(course.links)], [noVersion, ["s1", "s2"]]);
    assert.deepEqual(await owned.store.listByStudent("s2"), [course]);
    const update = toUpdate(course, { name: "Rings", studentIds: ["s2", "s3"] });
    assert.equal(await owned.store.save(update), true);
    assert.equal(await owned.store.save(toUpdate(course, { name: "Late" })), false);
    assert.deepEqual(await owned.store.find(toId(1)), update.after);
    assert.deepEqual(await owned.store.list({ ...anyCourse, text: "rings", limit: 9 }), [update.after]);
    assert.equal(await owned.store.save(toRemoval(update.after!)), true);
    assert.equal(await owned.store.find(toId(1)), undefined);
  });

  it("are found by filters once the database is set up, with or without students", async () => {
    await using owned = await server.createStore();
    const bare = { ...old, _id: new ObjectId(toId(2)), student_ids: null, discipline: "Ärzte" };
    await owned.database.use(({ courses }) => courses.insertMany([old, bare]));
    await owned.database.setUp();
    const find = async (filter: object) =>
      (await owned.store.list({ ...anyCourse, ...filter, limit: 9 })).map(({ id }) => id);
    assert.deepEqual(await find({ text: "alg" }), [toId(1), toId(2)]);
    assert.deepEqual(await find({ discipline: "arzte" }), [toId(2)]);
    assert.deepEqual((await owned.store.find(toId(2)))!.links, []);
  });
});

describe("the document of a course", { skip: missesMongo() }, () => {
  it("carries an event until it is published, and no longer", async () => {
    await using owned = await server.createStore();
    const outbox = new MongoOutbox(owned.database, Date.now);
    const course = toCourse(1, { studentIds: ["s1"] });
    await owned.store.save(toOpening(course));
    const read = () => owned.database.use(({ courses }) => courses.findOne({ _id: new ObjectId(course.id) }));
    const before = await read();
    assert.deepEqual([before?.outbox?.length, before?.pending_since instanceof Date], [1, true]);
    await outbox.markPublished(owned.recorded, new Map());
    const { outbox: left, pending_since } = (await read())!;
    assert.deepEqual([left, pending_since], [[], undefined]);
  });

  it("is hidden when the course is removed, and gone when nothing is left to be published or replayed", async () => {
    const time = { now: 1_700_000_000_000 };
    const now = () => time.now;
    await using owned = await server.createStore({ now });
    const outbox = new MongoOutbox(owned.database, now);
    const course = toCourse(1, { studentIds: ["s1"] });
    await owned.store.save(toOpening(course));
    await owned.store.save(toRemoval(course));
    const count = () => owned.database.use(({ courses }) => courses.countDocuments({}));
    const prune = () => outbox.prune(new Date(time.now - keepPublishedMs));
    time.now += keepPublishedMs + 1;
    await prune();
    assert.equal(await count(), 1, "its events wait");
    await outbox.markPublished(owned.recorded, new Map());
    await prune();
    assert.equal(await count(), 0);
    assert.equal(await owned.store.save(toOpening(course)), true);
  });

  it("forgets answers after their time", async () => {
    const time = { now: 1_700_000_000_000 };
    await using owned = await server.createStore({ now: () => time.now });
    const outbox = new MongoOutbox(owned.database, () => time.now);
    const answer = { id: "a".repeat(64), hash: "h", answer: new Uint8Array([1]) };
    await owned.store.save({ ...toOpening(toCourse(1)), answer });
    const count = () => owned.database.use(({ courses }) => courses.countDocuments({ "answers.id": answer.id }));
    await outbox.prune(new Date(time.now));
    assert.equal(await count(), 1);
    await outbox.prune(new Date(time.now + 1));
    assert.equal(await count(), 0);
  });
});
