import { type SavePorts as PortsOf, saveRecord } from "@flotilla/chassis/relation";
import type { Course } from "./course.ts";
import type { CourseChange, CourseStore, KeptAnswer } from "./course-store.ts";
import { courseBusy } from "./faults.ts";

/** What changing courses needs from outside. */
export interface SavePorts extends PortsOf<Course, CourseChange> {
  readonly store: CourseStore;
}

/**
 * Sees each change before it is saved, at every try anew, and may give the answer that is to be stored with it.
 */
export type Witness = (change: CourseChange) => KeptAnswer | undefined;

/**
 * Saves what `decide` makes of a course, as {@link saveRecord} does. Nothing is saved when it gives nothing. Throws
 * COURSE_BUSY, and what `decide` throws.
 */
export function saveCourse(
  ports: SavePorts,
  id: string,
  decide: (course: Course | undefined) => CourseChange | undefined,
  witness: Witness,
): Promise<void> {
  const decideAndTell = (course: Course | undefined) => {
    const change = decide(course);
    return change && { ...change, answer: witness(change) };
  };
  return saveRecord(ports, { id, decide: decideAndTell, busy: courseBusy });
}
