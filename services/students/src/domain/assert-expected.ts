import type { Version } from "@flotilla/chassis/relation";
import { studentChanged } from "./faults.ts";
import type { Student } from "./student.ts";

/** Throws STUDENT_CHANGED unless the student is at one of the versions; any will do when none are given. */
export function assertExpected(student: Student, versions: readonly Version[] | undefined): void {
  if (versions && !versions.includes(student.version)) throw studentChanged();
}
