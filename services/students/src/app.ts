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
import {
  chassisTables,
  openPostgres,
  openSqlite,
  type SqlDatabase,
  SqlKeys,
  SqlOutbox,
  SqlStaleNames,
} from "@flotilla/chassis/sql";
import { CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { CoursesClient } from "./adapters/courses-client.ts";
import { createEventEncoder } from "./adapters/event-encoder.ts";
import { SqlStudentStore } from "./adapters/sql-student-store.ts";
import { studentMigrations } from "./adapters/student-migrations.ts";
import type { StudentTables } from "./adapters/student-row.ts";
import { uuidSource } from "./adapters/uuid-source.ts";
import { createStudentsApi } from "./api.ts";
import { createCompatApi } from "./compat-api.ts";
import type { StudentsSettings } from "./config.ts";
import { storeUnavailable } from "./domain/faults.ts";
import { createEventsApi } from "./events-api.ts";

type Given = StudentsSettings & ChassisSettings;

/** What a fleet lends its services. */
export interface FleetParts {
  /** Reaches courses where no setting says its address. */
  readonly memory?: Caller;
  /** One queue for all; the fleet starts and stops it. */
  readonly queue?: Queue;
}

/** Puts students together: alone, or as a member of a fleet. */
export async function createStudents(settings: Given, telemetry: Telemetry, fleet: FleetParts = {}): Promise<Module> {
  const queue = fleet.queue ?? (await createQueue({ settings, telemetry, isEmbedded: false }));
  if (queue.engine === "absent") telemetry.log.warn("there is no queue: events stay in the outbox");
  const database = openDatabase(settings, telemetry);
  const cache = await createCache({
    service: "students",
    settings,
    telemetry,
    isStoreShared: settings.postgresUrl !== undefined,
    staleNames: new SqlStaleNames(database),
  });
  const streams = listStreams([StudentsService]);
  const outbox = new SqlOutbox(database);
  const relay = new OutboxRelay({ name: "students outbox", store: outbox, queue, streams, telemetry });
  const { coursesUrl: urls, coursesIdentity: identity } = settings;
  const courses = new Dependency({ name: "courses", settings, telemetry, urls, caller: fleet.memory, identity });
  const encode = createEventEncoder(telemetry);
  const store = new SqlStudentStore({ database, encode, onRecorded: (events) => relay.add(events) });
  const ports = {
    store: wrapPort(store, "student_store", telemetry, { attributes: { "db.system.name": database.engine } }),
    ids: uuidSource,
    clock: { now: () => new Date() },
    turns: new Turns(),
    retreat: new RandomRetreat(systemClock, Math.random),
    publisher: new EventPublisher(queue, encode),
    courses: new CoursesClient(courses),
  };
  return {
    name: "students",
    services: [createStudentsApi(ports), createCompatApi(ports.store), createEventsApi(ports)],
    parts: [...(fleet.queue ? [] : [queue]), database, relay, cache, courses],
    queue: queue.engine === "absent" ? undefined : queue,
    streams: [CoursesService],
    keys: new SqlKeys(database),
    cache,
  };
}

function openDatabase({ postgresUrl, dataDir }: Given, { log }: Telemetry): SqlDatabase<StudentTables> {
  const migrations = [...chassisTables, ...studentMigrations];
  const options = { name: "students", migrations, toUnavailable: storeUnavailable };
  return postgresUrl === undefined
    ? openSqlite(join(dataDir, "students.sqlite"), options)
    : openPostgres(postgresUrl, { ...options, log });
}
