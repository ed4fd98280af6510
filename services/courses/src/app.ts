import { join } from "node:path";
import {
  type Caller,
  type ChassisSettings,
  Dependency,
  type Module,
  systemClock,
  type Telemetry,
  wrapPort,
} from "@flotilla/chassis";
import { createCache } from "@flotilla/chassis/cache";
import { OutboxRelay } from "@flotilla/chassis/outbox";
import { createQueue, EventPublisher, listStreams, type Queue } from "@flotilla/chassis/queue";
import { RandomRetreat, Turns } from "@flotilla/chassis/relation";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { createEventEncoder } from "./adapters/event-encoder.ts";
import { ObjectIdSource } from "./adapters/object-id-source.ts";
import { openSqliteStorage } from "./adapters/open-sqlite-storage.ts";
import type { Storage } from "./adapters/storage.ts";
import { StudentsClient } from "./adapters/students-client.ts";
import { createCoursesApi } from "./api.ts";
import { createCompatApi } from "./compat-api.ts";
import type { CoursesSettings } from "./config.ts";
import type { Clock } from "./domain/clock.ts";
import { createEventsApi } from "./events-api.ts";

type Given = CoursesSettings & ChassisSettings;

const clock: Clock = { now: () => new Date() };

/** What a fleet lends its services. */
export interface FleetParts {
  /** Reaches students where no setting says its address. */
  readonly memory?: Caller;
  /** One queue for all; the fleet starts and stops it. */
  readonly queue?: Queue;
}

/** Puts courses together: alone, or as a member of a fleet. */
export async function createCourses(settings: Given, telemetry: Telemetry, fleet: FleetParts = {}): Promise<Module> {
  const queue = fleet.queue ?? (await createQueue({ settings, telemetry, isEmbedded: false }));
  if (queue.engine === "absent") telemetry.log.warn("there is no queue: events stay in the outbox");
  const { database, engine, outbox, keys, staleNames, createStore } = await openStorage(settings, telemetry);
  const isStoreShared = settings.mongoUrl !== undefined;
  const cache = await createCache({ service: "courses", settings, telemetry, isStoreShared, staleNames });
  const streams = listStreams([CoursesService]);
  const relay = new OutboxRelay({ name: "courses outbox", store: outbox, queue, streams, telemetry });
  const { studentsUrl: urls, studentsIdentity: identity } = settings;
  const students = new Dependency({ name: "students", settings, telemetry, urls, caller: fleet.memory, identity });
  const encode = createEventEncoder(telemetry);
  const store = createStore({ encode, onRecorded: (events) => relay.add(events) });
  const ports = {
    store: wrapPort(store, "course_store", telemetry, { attributes: { "db.system.name": engine } }),
    ids: new ObjectIdSource(clock, crypto.getRandomValues(new Uint8Array(8))),
    clock,
    turns: new Turns(),
    retreat: new RandomRetreat(systemClock, Math.random),
    publisher: new EventPublisher(queue, encode),
    students: new StudentsClient(students),
  };
  return {
    name: "courses",
    services: [createCoursesApi(ports), createCompatApi(ports.store), createEventsApi(ports)],
    parts: [...(fleet.queue ? [] : [queue]), database, relay, cache, students],
    queue: queue.engine === "absent" ? undefined : queue,
    streams: [StudentsService],
    keys,
    cache,
  };
}

/** The driver is loaded only where it is used. */
async function openStorage({ mongoUrl, dataDir }: Given, { log }: Telemetry): Promise<Storage> {
  if (mongoUrl === undefined) return openSqliteStorage(join(dataDir, "courses.sqlite"));
  const { openMongoStorage } = await import("./adapters/mongo/open-mongo-storage.ts");
  return openMongoStorage(mongoUrl, log);
}
