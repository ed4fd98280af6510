import { Turns } from "@flotilla/chassis/relation";
import { MemoryCourseStore } from "../src/adapters/memory-course-store.ts";
import type { CourseDraft } from "../src/domain/course.ts";
import type { LinkChanged } from "../src/domain/course-event.ts";
import type { CourseChange } from "../src/domain/course-store.ts";
import { openCourse } from "../src/domain/open-course.ts";

/** The n-th id that {@link createDomainPorts} makes. */
export function toId(n: number): string {
  return n.toString(16).padStart(24, "0");
}

/** A draft of a course of no kind. */
export function toDraft(name: string, studentIds: readonly string[] = []): CourseDraft {
  return { name, description: "About", discipline: "Mathematics", teacher: "Noether", kind: undefined, studentIds };
}

/** What the use cases need, in memory: ids that count, a clock that a test moves, and a note of what came out. */
export function createDomainPorts() {
  const store = new MemoryCourseStore();
  const published: LinkChanged[] = [];
  const pauses: number[] = [];
  const seen: CourseChange[] = [];
  let ids = 0;
  const time = { ms: 1_700_000_000_000 };
  const ports = {
    store,
    ids: { newId: (key: string | undefined, day = "") => (key ? `${key}${day}` : toId(++ids)) },
    clock: { now: () => new Date(time.ms) },
    turns: new Turns(),
    retreat: { pause: async (attempt: number) => void pauses.push(attempt) },
    publisher: { publish: async (events: readonly LinkChanged[]) => void published.push(...events) },
  };
  const witness = (change: CourseChange) => void seen.push(change);
  const open = (name: string, studentIds?: readonly string[]) =>
    openCourse(ports, { draft: toDraft(name, studentIds) }, witness);
  return { ports, store, published, pauses, seen, time, witness, open };
}
