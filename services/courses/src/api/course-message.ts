import type { MessageInitShape } from "@bufbuild/protobuf";
import { listPresent } from "@flotilla/chassis/relation";
import type {
  CourseChanges,
  Course as CourseMessage,
  CourseSchema,
} from "@flotilla/contract/flotilla/campus/v1/courses_record";
import type { CourseSchema as OldCourseSchema } from "@flotilla/contract/nis_test/nis_test";
import type { Course, CourseDraft } from "../domain/course.ts";
import { fromKindMessage, toKindMessage } from "./kind-message.ts";

/** A course as our own contract has it. */
export function toCourseMessage(course: Course) {
  return { ...toOldCourseMessage(course), kind: toKindMessage(course.kind) } satisfies MessageInitShape<
    typeof CourseSchema
  >;
}

/** A course as the contract of system 002 has it: without its kind. */
export function toOldCourseMessage({ id, name, description, discipline, teacher, links }: Course) {
  const studentIds = [...listPresent(links)];
  return { id, name, description, discipline, teacher, studentIds } satisfies MessageInitShape<typeof OldCourseSchema>;
}

/** What the caller may say of a course; the id is the server's. */
export function fromCourseMessage({ name, description, discipline, teacher, ...rest }: CourseMessage): CourseDraft {
  const { kind, studentIds } = rest;
  return {
    name,
    description,
    discipline,
    teacher,
    kind: fromKindMessage(kind),
    studentIds: fromStudentIds(studentIds),
  };
}

/** Those of the new values that are there, be they empty or not; a list that is empty cannot be told from none. */
export function fromChanges(changes: CourseChanges): Partial<CourseDraft> {
  const { name, description, discipline, teacher, kind, studentIds } = changes;
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(discipline !== undefined && { discipline }),
    ...(teacher !== undefined && { teacher }),
    ...(kind.case !== undefined && { kind: fromKindMessage(kind) }),
    ...(studentIds.length > 0 && { studentIds: fromStudentIds(studentIds) }),
  };
}

/** Empty ids link with nothing. */
function fromStudentIds(ids: readonly string[]): readonly string[] {
  return ids.filter((id) => id !== "");
}
