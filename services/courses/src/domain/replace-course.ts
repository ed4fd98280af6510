import type { Version } from "@flotilla/chassis/relation";
import type { CourseDraft } from "./course.ts";
import type { Witness } from "./save-course.ts";
import { type UpdatePorts, updateCourse } from "./update-course.ts";

/** Which course to replace, and by what. */
export interface Replacement {
  readonly id: string;
  readonly draft: CourseDraft;
  /** When given, the course must be at one of these. */
  readonly expected?: readonly Version[] | undefined;
}

/** Replaces all of a course but its id. Throws as {@link updateCourse} does. */
export function replaceCourse(ports: UpdatePorts, replacement: Replacement, witness: Witness): Promise<void> {
  const { id, draft, expected } = replacement;
  return updateCourse(ports, { id, fields: draft, expected }, witness);
}
