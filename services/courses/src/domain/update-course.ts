import { type Version, writeLinks } from "@flotilla/chassis/relation";
import { assertExpected } from "./assert-expected.ts";
import type { Clock } from "./clock.ts";
import { type Course, type CourseDraft, ownSide } from "./course.ts";
import { linksWritten } from "./course-event.ts";
import type { CourseChange } from "./course-store.ts";
import { courseNotFound } from "./faults.ts";
import { type SavePorts, saveCourse, type Witness } from "./save-course.ts";

/** What updating needs from outside. */
export interface UpdatePorts extends SavePorts {
  readonly clock: Clock;
}

/** Which course to change, and how. */
export interface Update {
  readonly id: string;
  /** Fields that are absent stay as they are; a `kind` that is undefined is taken away. */
  readonly fields: Partial<CourseDraft>;
  /** When given, the course must be at one of these. */
  readonly expected?: readonly Version[] | undefined;
}

/**
 * Changes some fields of a course. Links that stay are not written: a change that students makes to one of them at the
 * same time is not undone. Throws COURSE_NOT_FOUND or COURSE_CHANGED.
 */
export async function updateCourse(ports: UpdatePorts, update: Update, witness: Witness): Promise<void> {
  const { id, fields, expected } = update;
  const decide = (course: Course | undefined) => {
    if (!course) throw courseNotFound(id);
    assertExpected(course, expected);
    return toChange(course, fields, ports.clock.now().getTime());
  };
  await saveCourse(ports, id, decide, witness);
}

function toChange(before: Course, { studentIds, ...outline }: Partial<CourseDraft>, nowMs: number): CourseChange {
  const { id } = before;
  const after = { ...before, ...outline, ...writeLinks(before, studentIds, ownSide, nowMs) };
  const { version } = after;
  return { id, version, before, after, events: [linksWritten(id, version, { before, after })] };
}
