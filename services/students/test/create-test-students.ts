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
import { createStudents } from "../src/app.ts";
import { studentsFields } from "../src/config.ts";
import { FakeCourses } from "./fake-courses.ts";

/** What a test may say of its students. */
export interface TestStudentsOptions {
  /** Default: courses that know one course. */
  readonly courses?: FakeCourses;
  /** Settings of students, by their environment names. */
  readonly env?: Env;
  /** Is given the queue before anything starts. */
  readonly onQueue?: (queue: Queue) => void;
}

/** Students in a folder of their own, with an embedded queue and the courses that they ask, all in one App. */
export function createTestStudents({ courses = new FakeCourses(), env = {}, onQueue }: TestStudentsOptions = {}) {
  return async (settings: ChassisSettings, telemetry: Telemetry, memory: MemoryTransport): Promise<Module[]> => {
    const dataDir = await mkdtemp(join(tmpdir(), "flotilla-students-"));
    const all = { ...settings, ...readConfig(studentsFields, env), dataDir };
    const queue = await createQueue({ settings: all, telemetry, isEmbedded: true });
    onQueue?.(queue);
    const folder: Part = { name: "folder", stop: () => rm(dataDir, { recursive: true }) };
    const students = await createStudents(all, telemetry, { memory, queue });
    return [{ name: "test", services: [], parts: [folder, queue] }, courses.module, students];
  };
}
