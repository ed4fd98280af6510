import type { Version } from "@flotilla/chassis/relation";
import type { Course } from "./course.ts";
import { courseChanged } from "./faults.ts";

/** Throws COURSE_CHANGED unless the course is at one of the versions; any will do when none are given. */
export function assertExpected(course: Course, versions: readonly Version[] | undefined): void {
  if (versions && !versions.includes(course.version)) throw courseChanged();
}
