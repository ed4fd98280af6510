import { after } from "node:test";
import type { OutboxEvent } from "@flotilla/chassis/outbox";
import { nextVersion, noVersion } from "@flotilla/chassis/relation";
import { missesMongo } from "@flotilla/testkit/start-mongo";
import { keyStoreSuite } from "../../../../../chassis/test/key-store.suite.ts";
import { outboxStoreSuite } from "../../../../../chassis/test/outbox-store.suite.ts";
import { staleNamesSuite } from "../../../../../chassis/test/stale-names.suite.ts";
import { courseStoreSuite, toCourse } from "../../../test/course-store.suite.ts";
import { MongoOfFile } from "../../../test/owned-stores.ts";
import { storedWithCourseSuite } from "../../../test/stored-with-course.suite.ts";
import type { Course } from "../../domain/course.ts";
import type { CourseStore } from "../../domain/course-store.ts";
import { MongoKeys } from "./mongo-keys.ts";
import { MongoOutbox } from "./mongo-outbox.ts";
import { MongoStaleNames } from "./mongo-stale-names.ts";

const skip = missesMongo();
const server = new MongoOfFile();
after(() => server[Symbol.asyncDispose]());

courseStoreSuite("MongoCourseStore", () => server.createStore(), skip);

storedWithCourseSuite(
  "MongoCourseStore",
  async () => {
    const owned = await server.createStore();
    const [outbox, keys] = [new MongoOutbox(owned.database, Date.now), new MongoKeys(owned.database, Date.now)];
    return { ...owned, outbox, keys, [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose]() };
  },
  skip,
);

outboxStoreSuite("MongoOutbox", createOutbox, skip);

keyStoreSuite(
  "MongoKeys",
  async () => {
    const time = { now: 1000 };
    const { database } = await server.createStore();
    return {
      store: new MongoKeys(database, () => time.now),
      setNow: (nowMs) => {
        time.now = nowMs;
      },
      [Symbol.asyncDispose]: () => database.stop(),
    };
  },
  skip,
);

staleNamesSuite(
  "MongoStaleNames",
  async () => {
    const { database } = await server.createStore();
    const [store, elsewhere] = [new MongoStaleNames(database), new MongoStaleNames(database)];
    return { store, elsewhere, [Symbol.asyncDispose]: () => database.stop() };
  },
  skip,
);

/** The suite's events, each in the document of a course that stands for its aggregate. */
async function createOutbox() {
  const time = { now: 1000 };
  let version = noVersion;
  const events = new Map<string, OutboxEvent>();
  const { store, database } = await server.createStore({
    now: () => time.now,
    encode: ({ courseId }) => events.get(courseId)!,
  });
  const recorded = new Set<string>();
  const courses = new Map<string, Course>();
  const record = async (event: OutboxEvent) => {
    if (recorded.has(event.id)) return;
    recorded.add(event.id);
    const before = courses.get(event.aggregate) ?? (await open(store, courses.size + 1));
    version = nextVersion("right", time.now, version);
    const after = { ...before, version };
    const written = { kind: "links_written", courseId: before.id, version, before: [], after: [] } as const;
    events.set(before.id, event);
    await store.save({ id: before.id, version, before, after, events: [written] });
    courses.set(event.aggregate, after);
  };
  return {
    store: new MongoOutbox(database, () => time.now),
    record: async (all: readonly OutboxEvent[]) => {
      for (const event of all) await record(event);
    },
    setNow: (nowMs: number) => {
      time.now = nowMs;
    },
    [Symbol.asyncDispose]: () => database.stop(),
  };
}

async function open(store: CourseStore, n: number): Promise<Course> {
  const course = { ...toCourse(n), version: nextVersion("right", 1) };
  await store.save({ id: course.id, version: course.version, after: course, events: [] });
  return course;
}
