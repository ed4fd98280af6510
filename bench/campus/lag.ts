import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type LoadTimes, runLoader } from "../src/load.ts";
import { root } from "../src/places.ts";
import { startServer } from "../src/server-process.ts";
import { percentile } from "../src/statistics.ts";
import type { Target } from "../src/targets.ts";
import { startStores } from "./stores.ts";
import { chooseCourses, create, newStudent, times } from "./students.ts";
import { flotillaTarget } from "./targets.ts";

/** What the lag was, in milliseconds, from the answer to a POST until courses lists the student. */
export interface Lag {
  readonly perSecond: number;
  readonly samples: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly text: string;
}

const bodyCount = 200_000;
const courseCount = 10_000;
/** One student in this many milliseconds is followed; those have courses of their own. */
const sampleEveryMs = 50;
const pollMs = 2;
const giveUpMs = 30_000;
/** V8 takes this long to compile all that two services do. */
const leastWarmupSeconds = 30;

/**
 * Finds how many students a second are stored at full load, then stores half as many and follows some of them: from the
 * answer to the POST until `GET /api/courses/{id}` has the student. students and courses (on SQLite) share
 * the server's core, stores and load have the other one.
 */
export async function measureLag(load: LoadTimes & { readonly connections: number }, spanUrl: string): Promise<Lag> {
  await using stores = await startStores();
  const folder = mkdtempSync(join(tmpdir(), "flotilla-bench-"));
  await using students = await startServer(flotillaTarget("flotilla", stores.env), spanUrl);
  const studentsUrl = `http://127.0.0.1:${students.port}`;
  const env = { ...stores.env, STUDENTS_URL: studentsUrl, DATA_DIR: folder };
  await using courses = await startServer(coursesTarget(env), spanUrl);
  const coursesUrl = `http://127.0.0.1:${courses.port}/api/courses`;
  const ids = await times(courseCount, 64, (index) => create(coursesUrl, newCourse(index)));
  const bodies = writeBodies(folder, ids.slice(courseCount / 10));
  const flags = { protocol: "http1", path: "/api/students", method: "POST", streams: 1 };
  const warm = { ...load, warmupSeconds: Math.max(load.warmupSeconds, leastWarmupSeconds) };
  const full = await runLoader(students, { ...flags, bodies: bodies.full, connections: load.connections }, warm);
  await settle(`${studentsUrl}/api/students`, coursesUrl, ids[0]!);
  const rate = Math.round(full.perSecond / 2);
  const stop = new AbortController();
  const half = runLoader(students, { ...flags, bodies: bodies.half, connections: 64, rate }, load);
  const follow = followSome(`${studentsUrl}/api/students`, coursesUrl, ids.slice(0, courseCount / 10), stop.signal);
  await half.finally(() => stop.abort());
  const lags = await follow;
  rmSync(folder, { recursive: true });
  return render(rate, lags);
}

/** Waits until what the full load left behind has reached the other side. */
async function settle(studentsUrl: string, coursesUrl: string, course: string): Promise<void> {
  await follow(studentsUrl, coursesUrl, { number: 9_999_999, course });
}

async function followSome(
  studentsUrl: string,
  coursesUrl: string,
  courses: readonly string[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const lags: Promise<number>[] = [];
  for (let index = 1; !signal.aborted && index < courses.length; index++) {
    lags.push(follow(studentsUrl, coursesUrl, { number: 1_000_000 + index, course: courses[index]! }));
    await delay(sampleEveryMs);
  }
  return await Promise.all(lags);
}

async function follow(
  studentsUrl: string,
  coursesUrl: string,
  { number, course }: { readonly number: number; readonly course: string },
): Promise<number> {
  const id = await create(studentsUrl, newStudent(number, [course]));
  const stored = performance.now();
  while (performance.now() - stored < giveUpMs) {
    const answer = await fetch(`${coursesUrl}/${course}`);
    if ((await answer.text()).includes(id)) return performance.now() - stored;
    await delay(pollMs);
  }
  throw new Error(`a student did not reach courses within ${giveUpMs} ms`);
}

function coursesTarget(env: Readonly<Record<string, string>>): Target {
  return {
    name: "courses",
    work: "get-user",
    telemetry: true,
    command: () => [process.execPath, join(root, "services/courses/src/main.ts")],
    env: (port) => ({ ...env, PORT: String(port), GRPC_PORT: "0", LOG_FORMAT: "json", SHED_LOAD: "false" }),
  };
}

function newCourse(number: number): string {
  const course = { name: `Course ${number}`, description: "Of the bench.", discipline: "Measuring", teacher: "Nobody" };
  return JSON.stringify(course);
}

function writeBodies(folder: string, courses: readonly string[]): { full: string; half: string } {
  const files = { full: join(folder, "full"), half: join(folder, "half") };
  const list = (from: number) =>
    Array.from({ length: bodyCount }, (_, i) => newStudent(from + i, chooseCourses(courses, from + i))).join("\n");
  writeFileSync(files.full, list(0));
  writeFileSync(files.half, list(bodyCount));
  return files;
}

function render(perSecond: number, lags: readonly number[]): Lag {
  const [p50Ms, p99Ms, maxMs] = [percentile(lags, 50), percentile(lags, 99), Math.max(...lags)];
  const [p50, p99, max] = [p50Ms, p99Ms, maxMs].map((ms) => ms.toFixed(1));
  const text = `At half load, ${perSecond} students a second, ${lags.length} of them followed from the answer to the POST until \`GET /api/courses/{id}\` has them: p50 ${p50} ms, p99 ${p99} ms (≤ 250 ms), longest ${max} ms.`;
  return { perSecond, samples: lags.length, p50Ms, p99Ms, maxMs, text };
}
