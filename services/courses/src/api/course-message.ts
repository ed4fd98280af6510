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
  return {
    name: name.toWellFormed(),
    description: description.toWellFormed(),
    discipline: discipline.toWellFormed(),
    teacher: teacher.toWellFormed(),
    kind: fromKindMessage(rest.kind),
    studentIds: fromStudentIds(rest.studentIds),
  };
}

/** Those of the new values that are there, be they empty or not; a list that is empty cannot be told from none. */
export function fromChanges(changes: CourseChanges): Partial<CourseDraft> {
  const { name, description, discipline, teacher, kind, studentIds } = changes;
  return {
    ...(name !== undefined && { name: name.toWellFormed() }),
    ...(description !== undefined && { description: description.toWellFormed() }),
    ...(discipline !== undefined && { discipline: discipline.toWellFormed() }),
    ...(teacher !== undefined && { teacher: teacher.toWellFormed() }),
    ...(kind.case !== undefined && { kind: fromKindMessage(kind) }),
    ...(studentIds.length > 0 && { studentIds: fromStudentIds(studentIds) }),
  };
}

/** JSON can say half a surrogate pair, which no store and no protobuf text can hold. Empty ids link with nothing. */
function fromStudentIds(ids: readonly string[]): readonly string[] {
  return ids.filter((id) => id !== "").map((id) => id.toWellFormed());
}
