import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ChassisSettings,
  type Env,
  type MemoryTransport,
  type Module,
  type Part,
  readConfig,
  type Telemetry,
} from "@flotilla/chassis";
import { createQueue, type Queue } from "@flotilla/chassis/queue";
import { createCourses } from "../src/app.ts";
import { coursesFields } from "../src/config.ts";
import { FakeStudents } from "./fake-students.ts";
import type { MongoOfFile } from "./owned-stores.ts";

/** What a test may say of its courses. */
export interface TestCoursesOptions {
  /** Default: students that know one student. */
  readonly students?: FakeStudents;
  /** Settings of courses, by their environment names. */
  readonly env?: Env;
  /** Is given the queue before anything starts. */
  readonly onQueue?: (queue: Queue) => void;
  /** Where courses are kept, each App's in a database of its own. Default: in a file. */
  readonly mongo?: MongoOfFile | undefined;
}

/** Courses in a folder of their own, with an embedded queue and the students that they ask, all in one App. */
export function createTestCourses({
  students = new FakeStudents(),
  env = {},
  onQueue,
  mongo,
}: TestCoursesOptions = {}) {
  return async (settings: ChassisSettings, telemetry: Telemetry, memory: MemoryTransport): Promise<Module[]> => {
    const dataDir = await mkdtemp(join(tmpdir(), "flotilla-courses-"));
    const own = mongo ? { ...env, MONGO_URL: await mongo.createDatabase() } : env;
    const all = { ...settings, ...readConfig(coursesFields, own), dataDir };
    const queue = await createQueue({ settings: all, telemetry, isEmbedded: true });
    onQueue?.(queue);
    const folder: Part = { name: "folder", stop: () => rm(dataDir, { recursive: true }) };
    const courses = await createCourses(all, telemetry, { memory, queue });
    return [{ name: "test", services: [], parts: [folder, queue] }, students.module, courses];
  };
}
