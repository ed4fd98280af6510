import { setTimeout as delay } from "node:timers/promises";
import type { Campus } from "../exactly-once/processes/campus.ts";

/** A record as REST tells it. */
export interface CampusRecord {
  readonly id: string;
  readonly name: string;
  readonly course_ids?: readonly string[];
  readonly student_ids?: readonly string[];
}

interface Answer<T> {
  readonly data: T;
}

type Body = Readonly<Record<string, unknown>>;

const patienceMs = 60_000;
let made = 0;

/** What the flows say to students and courses, over REST. */
export class CampusClient {
  readonly #campus: Pick<Campus, "addresses">;

  constructor(campus: Pick<Campus, "addresses">) {
    this.#campus = campus;
  }

  /** Resolves once both services have their stores. */
  async untilServed(): Promise<void> {
    for (const path of ["/api/students?q=nobody", "/api/courses?q=nothing"]) {
      await until(async () => (await this.ask("GET", path)).data, []);
    }
  }

  async enrol(courseIds: readonly string[] = []): Promise<string> {
    const names = { name: "Flow", first_name: "Student", last_name: `number ${made++}` };
    return (await this.ask<CampusRecord>("POST", "/api/students", { ...names, course_ids: courseIds })).data.id;
  }

  async open(studentIds: readonly string[] = []): Promise<string> {
    const outline = { name: "Flow", description: "What flows", discipline: "Events", teacher: `number ${made++}` };
    return (await this.ask<CampusRecord>("POST", "/api/courses", { ...outline, student_ids: studentIds })).data.id;
  }

  async linkStudent(id: string, courseIds: readonly string[]): Promise<void> {
    await this.ask("PATCH", `/api/students/${id}?update_mask=course_ids`, { course_ids: courseIds });
  }

  async linkCourse(id: string, studentIds: readonly string[]): Promise<void> {
    await this.ask("PATCH", `/api/courses/${id}?update_mask=student_ids`, { student_ids: studentIds });
  }

  async coursesOf(student: string): Promise<readonly string[]> {
    const { data: record } = await this.ask<CampusRecord>("GET", `/api/students/${student}`);
    return [...(record.course_ids ?? [])].sort();
  }

  async studentsOf(course: string): Promise<readonly string[]> {
    const { data: record } = await this.ask<CampusRecord>("GET", `/api/courses/${course}`);
    return [...(record.student_ids ?? [])].sort();
  }

  /** The students of a course as students tells them, through courses. */
  async listStudentsOf(course: string): Promise<readonly CampusRecord[]> {
    return (await this.ask<readonly CampusRecord[]>("GET", `/api/courses/${course}/students`)).data;
  }

  /** Rejects with what is answered unless that is a success. */
  async ask<T>(method: string, path: string, body?: Body): Promise<Answer<T>> {
    const { left, right } = this.#campus.addresses;
    const base = path.startsWith("/api/students") ? left : right;
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${base}${path}`, { method, ...(body && { headers, body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as Answer<T>;
  }
}

/** Resolves once `read` gives what is wanted; rejects with what it gives instead after a minute. */
export async function until(read: () => Promise<unknown>, wanted: unknown): Promise<void> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const found = await read().catch(String);
    if (JSON.stringify(found) === JSON.stringify(wanted)) return;
    if (performance.now() > endMs) throw new Error(`${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
    await delay(20);
  }
}
