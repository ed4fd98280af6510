import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { type Delivery, listStreams, type Queue } from "@flotilla/chassis/queue";
import { nextVersion, versionAt } from "@flotilla/chassis/relation";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { type UpdateEmbedded, UpdateEmbeddedSchema, UpdateType } from "@flotilla/contract/nis_test/nis_test";
import { connections, startApp } from "@flotilla/testkit";
import { missesMongo } from "@flotilla/testkit/start-mongo";
import { createTestCourses } from "./create-test-courses.ts";
import { MongoOfFile } from "./owned-stores.ts";

const algebra = {
  name: "Algebra",
  description: "Groups, rings and fields",
  discipline: "Mathematics",
  teacher: "Noether",
};
const nothing = "0".repeat(24);

/** Courses with a queue: what they tell students, and a way to tell them something as students does. */
async function startWithQueue(mongo?: MongoOfFile) {
  let queue!: Queue;
  const started = await startApp(createTestCourses({ mongo, onQueue: (made) => (queue = made) }));
  const courses = createClient(CoursesService, connections.memory(started).transport);
  const told = await listen(queue);
  const tell = (id: string, payloadId: string, type: UpdateType, headers: Record<string, string>) => {
    const data = toBinary(UpdateEmbeddedSchema, create(UpdateEmbeddedSchema, { id, payloadId, type }));
    const messageId = `${headers["link-version"]}/${payloadId}/${id}/${type}`;
    return queue.publish({ subject: "student.modified", id: messageId, data, headers });
  };
  /** The version of a change that students makes so much later than now. */
  const later = (ms: number) => ({ "link-version": nextVersion("left", Date.now() + ms) });
  const open = async (studentIds: string[]) =>
    (await courses.createCourse({ course: { ...algebra, studentIds } })).data!.id;
  const studentsOf = async (id: string) => (await courses.getCourse({ id })).data!.studentIds;
  const dispose = async () => {
    await told.stop();
    await started[Symbol.asyncDispose]();
  };
  return { started, courses, queue, told, tell, later, open, studentsOf, [Symbol.asyncDispose]: dispose };
}

/** Takes what courses tells students; `next` is the message that has not been asked for yet, when it comes. */
async function listen(queue: Queue) {
  await queue.ensureStreams(listStreams([CoursesService, StudentsService]));
  const deliveries: Delivery[] = [];
  let heard = Promise.withResolvers<void>();
  const consumer = { stream: "CourseModified", subject: "course.modified", durable: "STUDENTS" };
  const limits = { ackWaitMs: 30_000, maxAckPending: 100 };
  const consumption = await queue.consume({ ...consumer, ...limits }, (delivery) => {
    deliveries.push(delivery);
    heard.resolve();
  });
  const next = async () => {
    while (deliveries.length === 0) {
      await heard.promise;
      heard = Promise.withResolvers();
    }
    const delivery = deliveries.shift()!;
    await delivery.ack();
    const { id, payloadId, type } = fromBinary(UpdateEmbeddedSchema, delivery.data) as UpdateEmbedded;
    return { ...delivery, event: [type === UpdateType.Delete ? "Delete" : "Add", id, payloadId] as const };
  };
  return { next, stop: () => consumption.stop() };
}

/** Asks until the answer is the one; the test's own time ends it otherwise. */
async function until<T>(read: () => Promise<T>, isDone: (value: T) => boolean): Promise<void> {
  while (!isDone(await read())) await new Promise((resolve) => setImmediate(resolve));
}

const server = new MongoOfFile();
after(() => server[Symbol.asyncDispose]());

for (const { store, mongo, skip } of [
  { store: "a file", mongo: undefined, skip: false },
  { store: "MongoDB", mongo: server, skip: missesMongo() },
]) {
  const start = () => startWithQueue(mongo);
  describe(`a change of a course in ${store}`, { skip }, () => changeSuite(start));
  describe(`a change that students tells courses in ${store}`, { skip }, () => tellSuite(start));
}

function changeSuite(start: typeof startWithQueue): void {
  it("tells each student that was added or removed, with the version of the change", async () => {
    await using campus = await start();
    const id = await campus.open(["s1", "s2"]);
    const added = [await campus.told.next(), await campus.told.next()];
    assert.deepEqual(
      added.map(({ event }) => event),
      [
        ["Add", "s1", id],
        ["Add", "s2", id],
      ],
    );
    await campus.courses.updateCourse({ id, course: { studentIds: ["s2", "s3"] } });
    const changed = [await campus.told.next(), await campus.told.next()];
    assert.deepEqual(
      changed.map(({ event }) => event),
      [
        ["Delete", "s1", id],
        ["Add", "s3", id],
      ],
    );
    await campus.courses.deleteCourse({ id });
    const removed = [await campus.told.next(), await campus.told.next()];
    assert.deepEqual(removed.map(({ event }) => event).toSorted(), [
      ["Delete", "s2", id],
      ["Delete", "s3", id],
    ]);
    const versions = [added, changed, removed].map(
      (pair) => new Set(pair.map(({ headers }) => headers["link-version"])),
    );
    assert.deepEqual(
      versions.map(({ size }) => size),
      [1, 1, 1],
    );
    const [version] = versions[0]!;
    assert.equal(added[0]!.id, `${version}/${id}/s1/add`);
  });

  it("says in its etag which version its links have, and carries its trace on", async () => {
    await using campus = await start();
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const answer = await fetch(`${campus.started.url}/api/courses`, {
      method: "POST",
      headers: { "content-type": "application/json", traceparent: `00-${traceId}-b7ad6b7169203331-01` },
      body: JSON.stringify({ ...algebra, student_ids: ["s1"] }),
    });
    const { headers } = await campus.told.next();
    assert.equal(answer.headers.get("etag"), `"${headers["link-version"]}"`);
    assert.equal(headers["traceparent"]?.split("-")[1], traceId);
  });
}

function tellSuite(start: typeof startWithQueue): void {
  it("is applied, and shows at once in what is read of the course", async () => {
    await using campus = await start();
    const id = await campus.open(["s1"]);
    assert.deepEqual(await campus.studentsOf(id), ["s1"]);
    await campus.tell(id, "s2", UpdateType.Add, campus.later(1000));
    await until(
      () => campus.studentsOf(id),
      (students) => students.join() === "s1,s2",
    );
    await campus.tell(id, "s1", UpdateType.Delete, campus.later(2000));
    await until(
      () => campus.studentsOf(id),
      (students) => students.join() === "s2",
    );
    const { courses } = await campus.courses.listCoursesOfStudent({ studentId: "s2" });
    assert.deepEqual(
      courses.map((course) => course.id),
      [id],
    );
  });

  it("is of the time of its message when it has no version", async () => {
    await using campus = await start();
    const id = await campus.open(["s1"]);
    await campus.tell(id, "s2", UpdateType.Add, {});
    await until(
      () => campus.studentsOf(id),
      (students) => students.includes("s2"),
    );
    await campus.tell(id, "s2", UpdateType.Delete, { "link-version": versionAt("left", Date.now() - 60_000) });
    await campus.tell(id, "s3", UpdateType.Add, campus.later(1000));
    await until(
      () => campus.studentsOf(id),
      (students) => students.includes("s3"),
    );
    assert.deepEqual(await campus.studentsOf(id), ["s1", "s2", "s3"]);
  });

  it("is sent back when there is no such course, or the id is none", async () => {
    await using campus = await start();
    const headers = campus.later(0);
    const refused = nextVersion("right", 0, headers["link-version"]);
    for (const id of [nothing, "malformed/ü", "x".repeat(300)]) {
      await campus.tell(id, "s1", UpdateType.Add, headers);
      const sent = await campus.told.next();
      assert.deepEqual(sent.event, ["Delete", "s1", id]);
      assert.equal(sent.id, `refused/${refused}/${encodeURIComponent(id)}/s1`);
      assert.equal(sent.headers["link-version"], refused);
    }
  });

  it("is sent back when the course has sixty students, by a version that the etag shows", async () => {
    await using campus = await start();
    const studentIds = Array.from({ length: 60 }, (_, index) => `s${index}`);
    const id = await campus.open(studentIds);
    for (const _ of studentIds) await campus.told.next();
    const headers = campus.later(1000);
    await campus.tell(id, "new", UpdateType.Add, headers);
    const sent = await campus.told.next();
    assert.deepEqual(sent.event, ["Delete", "new", id]);
    assert.ok(sent.headers["link-version"]! > headers["link-version"]);
    assert.deepEqual(await campus.studentsOf(id), studentIds);
    const { headers: read } = await fetch(`${campus.started.url}/api/courses/${id}`);
    assert.equal(read.get("etag"), `"${sent.headers["link-version"]}"`);
  });

  it("is put aside when no sender can have meant it, and changes nothing", async () => {
    await using campus = await start();
    const id = await campus.open(["s1"]);
    const unknown = 7 as UpdateType;
    await campus.tell(id, "", UpdateType.Add, campus.later(1000));
    await campus.tell(id, "x".repeat(257), UpdateType.Add, campus.later(1000));
    await campus.tell(id, "a\0b", UpdateType.Add, campus.later(1000));
    await campus.tell(id, "s1", unknown, campus.later(1000));
    await campus.tell("", "s1", UpdateType.Add, campus.later(1000));
    const list = () => campus.queue.deadLetters.list(0, 10);
    await until(list, ({ length }) => length === 5);
    assert.deepEqual(new Set((await list()).map(({ reason }) => reason)), new Set(["VALIDATION_FAILED"]));
    assert.deepEqual(await campus.studentsOf(id), ["s1"]);
  });
}

it("lets callers make no calls that are the queue's", async () => {
  await using campus = await startWithQueue();
  const path = "/flotilla.campus.v1.CourseEventsService/ApplyCourseLink";
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  assert.equal((await fetch(`${campus.started.url}${path}`, init)).status, 404);
});
