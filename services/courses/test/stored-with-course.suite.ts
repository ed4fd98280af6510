import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { KeyStore } from "@flotilla/chassis/idempotency";
import type { OutboxEvent, OutboxStore } from "@flotilla/chassis/outbox";
import type { CourseStore } from "../src/domain/course-store.ts";
import { anyCourse, toCourse, toOpening, toRemoval, toUpdate } from "./course-store.suite.ts";

/** A store whose changes carry their events and answers. */
export interface OwnedWhole extends AsyncDisposable {
  readonly store: CourseStore;
  readonly outbox: OutboxStore;
  readonly keys: KeyStore;
  /** Events that the store said were recorded, in order. */
  readonly recorded: readonly OutboxEvent[];
}

/** What every durable store keeps in one step with a course. */
export function storedWithCourseSuite(
  name: string,
  create: () => Promise<OwnedWhole>,
  skip: string | false = false,
): void {
  describe(`what ${name} stores with a course`, { skip }, () => {
    eventsSuite(create);
    answersSuite(create);
  });
}

function eventsSuite(create: () => Promise<OwnedWhole>): void {
  it("keeps the events in the outbox, in order, and says so once they are there", async () => {
    await using owned = await create();
    const course = toCourse(1, { studentIds: ["s1"] });
    const update = toUpdate(course, { studentIds: [] });
    await owned.store.save(toOpening(course));
    await owned.store.save(update);
    const ids = [`course/${course.id}/${course.version}`, `course/${course.id}/${update.version}`];
    assert.deepEqual(
      owned.recorded.map(({ id }) => id),
      ids,
    );
    assert.deepEqual(await listPendingIds(owned), ids);
    assert.deepEqual(owned.recorded[0]!.headers, { "link-version": course.version });
  });

  it("keeps no events of what was refused", async () => {
    await using owned = await create();
    const course = toCourse(1);
    await owned.store.save(toOpening(course));
    assert.equal(await owned.store.save(toUpdate({ ...course, version: "f".repeat(16) }, {})), false);
    assert.equal(await owned.store.save(toOpening(course)), false);
    assert.equal((await listPendingIds(owned)).length, 1);
    assert.equal(owned.recorded.length, 1);
  });

  it("keeps the events of a course that is gone", async () => {
    await using owned = await create();
    const course = toCourse(1, { studentIds: ["s1"] });
    await owned.store.save(toOpening(course));
    const removal = toRemoval(course);
    await owned.store.save(removal);
    const ids = [`course/${course.id}/${course.version}`, `course/${course.id}/${removal.version}`];
    assert.deepEqual(await listPendingIds(owned), ids);
    await owned.outbox.markPublished(owned.recorded, new Map([["course.to_modify", "e1"]]));
    assert.deepEqual(await listPendingIds(owned), []);
    assert.equal(await owned.outbox.reopen("course.to_modify", "e2"), 2);
    assert.deepEqual(await listPendingIds(owned), ids);
  });
}

function answersSuite(create: () => Promise<OwnedWhole>): void {
  const request = { id: "a".repeat(64), hash: "h" };
  const answer = { ...request, answer: new Uint8Array([1, 2]) };

  it("keeps the answer with a course that is opened, and opens no other for the request", async () => {
    await using owned = await create();
    await owned.keys.claim(request, 60_000);
    await owned.store.save({ ...toOpening(toCourse(1)), answer });
    await assertAnswered(owned.keys);
    const again = owned.store.save({ ...toOpening(toCourse(1)), answer });
    assert.notEqual(await again.catch(({ reason }) => assert.equal(reason, "IDEMPOTENCY_KEY_IN_USE")), true);
    assert.equal((await owned.store.list({ ...anyCourse, limit: 9 })).length, 1);
  });

  it("keeps the answer with a course that is changed, and changes it once for the request", async () => {
    await using owned = await create();
    const course = toCourse(1);
    await owned.store.save(toOpening(course));
    const update = toUpdate(course, { name: "New" });
    assert.equal(await owned.store.save({ ...update, answer }), true);
    await assertAnswered(owned.keys);
    await assert.rejects(owned.store.save({ ...toUpdate(update.after!, { name: "Newer" }), answer }), inUse);
    assert.deepEqual(await owned.store.find(course.id), update.after);
    assert.equal(owned.recorded.length, 2);
  });

  it("keeps the answer with a course that is removed", async () => {
    await using owned = await create();
    const course = toCourse(1);
    await owned.store.save(toOpening(course));
    assert.equal(await owned.store.save({ ...toRemoval(course), answer }), true);
    await assertAnswered(owned.keys);
    assert.deepEqual(await owned.keys.claim({ ...request, hash: "other" }, 60_000), { state: "other_request" });
  });
}

const inUse = { code: "aborted", reason: "IDEMPOTENCY_KEY_IN_USE" };

async function assertAnswered(keys: KeyStore): Promise<void> {
  const claim = await keys.claim({ id: "a".repeat(64), hash: "h" }, 60_000);
  assert.ok(claim.state === "answered", claim.state);
  assert.deepEqual([...claim.answer], [1, 2]);
}

async function listPendingIds({ outbox }: OwnedWhole): Promise<readonly string[]> {
  return (await outbox.listPending(new Date(Date.now() + 60_000), 100)).map(({ id }) => id);
}
