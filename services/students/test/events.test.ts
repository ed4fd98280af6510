import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { type Delivery, listStreams, type Queue } from "@flotilla/chassis/queue";
import { nextVersion, versionAt } from "@flotilla/chassis/relation";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { UpdateEmbeddedSchema, UpdateType } from "@flotilla/contract/nis_test/nis_test";
import { connections, startApp } from "@flotilla/testkit";
import { createTestStudents } from "./create-test-students.ts";

const ada = { name: "Augusta", firstName: "Ada", lastName: "Lovelace" };
const nobody = "00000000-0000-7000-8000-000000000000";

/** Students with a queue: what they tell courses, and a way to tell them something as courses does. */
async function startWithQueue() {
  let queue!: Queue;
  const started = await startApp(createTestStudents({ onQueue: (made) => (queue = made) }));
  const students = createClient(StudentsService, connections.memory(started).transport);
  const told = await listen(queue);
  const tell = (id: string, payloadId: string, type: UpdateType, headers: Record<string, string>) => {
    const data = toBinary(UpdateEmbeddedSchema, create(UpdateEmbeddedSchema, { id, payloadId, type }));
    const messageId = `${headers["link-version"]}/${payloadId}/${id}/${type}`;
    return queue.publish({ subject: "course.modified", id: messageId, data, headers });
  };
  /** The version of a change that courses makes so much later than now. */
  const later = (ms: number) => ({ "link-version": nextVersion("right", Date.now() + ms) });
  const enrol = async (courseIds: string[]) =>
    (await students.createStudent({ student: { ...ada, courseIds } })).data!.id;
  const coursesOf = async (id: string) => (await students.getStudent({ id })).data!.courseIds;
  const dispose = async () => {
    await told.stop();
    await started[Symbol.asyncDispose]();
  };
  return { started, students, queue, told, tell, later, enrol, coursesOf, [Symbol.asyncDispose]: dispose };
}

/** Takes what students tells courses; `next` is the message that has not been asked for yet, when it comes. */
async function listen(queue: Queue) {
  const deliveries: Delivery[] = [];
  let heard = Promise.withResolvers<void>();
  await queue.ensureStreams(listStreams([StudentsService, CoursesService]));
  const consumer = { stream: "StudentDataModified", subject: "student.modified", durable: "COURSES" };
  const limits = { maxDeliver: 10, ackWaitMs: 30_000, maxAckPending: 100 };
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
    const { id, payloadId, type } = fromBinary(UpdateEmbeddedSchema, delivery.data);
    return { ...delivery, event: [type === UpdateType.Add ? "Add" : "Delete", id, payloadId] as const };
  };
  return { next, stop: () => consumption.stop() };
}

/** Asks until the answer is the one; the test's own time ends it otherwise. */
async function until<T>(read: () => Promise<T>, isDone: (value: T) => boolean): Promise<void> {
  while (!isDone(await read())) await new Promise((resolve) => setImmediate(resolve));
}

describe("a change of a student", () => {
  it("tells each course that was added or removed, with the version of the change", async () => {
    await using campus = await startWithQueue();
    const id = await campus.enrol(["c1", "c2"]);
    const added = [await campus.told.next(), await campus.told.next()];
    assert.deepEqual(
      added.map(({ event }) => event),
      [
        ["Add", "c1", id],
        ["Add", "c2", id],
      ],
    );
    await campus.students.updateStudent({ id, student: { courseIds: ["c2", "c3"] } });
    const changed = [await campus.told.next(), await campus.told.next()];
    assert.deepEqual(
      changed.map(({ event }) => event),
      [
        ["Delete", "c1", id],
        ["Add", "c3", id],
      ],
    );
    await campus.students.deleteStudent({ id });
    const removed = [await campus.told.next(), await campus.told.next()];
    assert.deepEqual(removed.map(({ event }) => event).toSorted(), [
      ["Delete", "c2", id],
      ["Delete", "c3", id],
    ]);
    const versions = [added, changed, removed].map(
      (pair) => new Set(pair.map(({ headers }) => headers["link-version"])),
    );
    assert.deepEqual(
      versions.map(({ size }) => size),
      [1, 1, 1],
    );
    const [version] = versions[0]!;
    assert.equal(added[0]!.id, `${version}/${id}/c1/add`);
  });

  it("says in its etag which version its links have, and carries its trace on", async () => {
    await using campus = await startWithQueue();
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const answer = await fetch(`${campus.started.url}/api/students`, {
      method: "POST",
      headers: { "content-type": "application/json", traceparent: `00-${traceId}-b7ad6b7169203331-01` },
      body: JSON.stringify({ name: "Augusta", first_name: "Ada", last_name: "Lovelace", course_ids: ["c1"] }),
    });
    const { headers } = await campus.told.next();
    assert.equal(answer.headers.get("etag"), `"${headers["link-version"]}"`);
    assert.equal(headers["traceparent"]?.split("-")[1], traceId);
  });
});

describe("a change that courses tells", () => {
  it("is applied, and shows at once in what is read of the student", async () => {
    await using campus = await startWithQueue();
    const id = await campus.enrol(["c1"]);
    assert.deepEqual(await campus.coursesOf(id), ["c1"]);
    await campus.tell(id, "c2", UpdateType.Add, campus.later(1000));
    await until(
      () => campus.coursesOf(id),
      (courses) => courses.join() === "c1,c2",
    );
    await campus.tell(id, "c1", UpdateType.Delete, campus.later(2000));
    await until(
      () => campus.coursesOf(id),
      (courses) => courses.join() === "c2",
    );
    const { students } = await campus.students.listStudentsOfCourse({ courseId: "c2" });
    assert.deepEqual(
      students.map((student) => student.id),
      [id],
    );
  });

  it("is of the time of its message when it has no version", async () => {
    await using campus = await startWithQueue();
    const id = await campus.enrol(["c1"]);
    await campus.tell(id, "c2", UpdateType.Add, {});
    await until(
      () => campus.coursesOf(id),
      (courses) => courses.includes("c2"),
    );
    await campus.tell(id, "c2", UpdateType.Delete, { "link-version": versionAt("right", Date.now() - 60_000) });
    await campus.tell(id, "c3", UpdateType.Add, campus.later(1000));
    await until(
      () => campus.coursesOf(id),
      (courses) => courses.includes("c3"),
    );
    assert.deepEqual(await campus.coursesOf(id), ["c1", "c2", "c3"]);
  });

  it("is sent back when there is no such student, or the id is none", async () => {
    await using campus = await startWithQueue();
    const headers = campus.later(0);
    const refused = nextVersion("left", 0, headers["link-version"]);
    for (const id of [nobody, "malformed/ü", "x".repeat(300)]) {
      await campus.tell(id, "c1", UpdateType.Add, headers);
      const sent = await campus.told.next();
      assert.deepEqual(sent.event, ["Delete", "c1", id]);
      assert.equal(sent.id, `refused/${refused}/${encodeURIComponent(id)}/c1`);
      assert.equal(sent.headers["link-version"], refused);
    }
  });

  it("is sent back when the student has fifteen courses, by a version that the etag shows", async () => {
    await using campus = await startWithQueue();
    const courseIds = Array.from({ length: 15 }, (_, index) => `c${index}`);
    const id = await campus.enrol(courseIds);
    for (const _ of courseIds) await campus.told.next();
    const headers = campus.later(1000);
    await campus.tell(id, "new", UpdateType.Add, headers);
    const sent = await campus.told.next();
    assert.deepEqual(sent.event, ["Delete", "new", id]);
    assert.ok(sent.headers["link-version"]! > headers["link-version"]);
    assert.deepEqual(await campus.coursesOf(id), courseIds);
    const { headers: read } = await fetch(`${campus.started.url}/api/students/${id}`);
    assert.equal(read.get("etag"), `"${sent.headers["link-version"]}"`);
  });

  it("is put aside when no sender can have meant it, and changes nothing", async () => {
    await using campus = await startWithQueue();
    const id = await campus.enrol(["c1"]);
    const unknown = 7 as UpdateType;
    await campus.tell(id, "", UpdateType.Add, campus.later(1000));
    await campus.tell(id, "x".repeat(257), UpdateType.Add, campus.later(1000));
    await campus.tell(id, "a\0b", UpdateType.Add, campus.later(1000));
    await campus.tell(id, "c1", unknown, campus.later(1000));
    await campus.tell("", "c1", UpdateType.Add, campus.later(1000));
    const list = () => campus.queue.deadLetters.list(0, 10);
    await until(list, ({ length }) => length === 5);
    assert.deepEqual(new Set((await list()).map(({ reason }) => reason)), new Set(["VALIDATION_FAILED"]));
    assert.deepEqual(await campus.coursesOf(id), ["c1"]);
  });
});

it("lets callers make no calls that are the queue's", async () => {
  await using campus = await startWithQueue();
  const path = "/flotilla.campus.v1.StudentEventsService/ApplyStudentLink";
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  assert.equal((await fetch(`${campus.started.url}${path}`, init)).status, 404);
});
