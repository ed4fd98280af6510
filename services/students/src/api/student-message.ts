import type { MessageInitShape } from "@bufbuild/protobuf";
import { listPresent } from "@flotilla/chassis/relation";
import type {
  StudentChanges,
  Student as StudentMessage,
  StudentSchema,
} from "@flotilla/contract/flotilla/campus/v1/students_record";
import type { Student, StudentDraft } from "../domain/student.ts";

/** A student as both contracts have it; the old one has the same names. */
export function toStudentMessage({ id, name, firstName, lastName, links }: Student) {
  return { id, name, firstName, lastName, courseIds: [...listPresent(links)] } satisfies MessageInitShape<
    typeof StudentSchema
  >;
}

/** What the caller may say of a student; the id is the server's. */
export function fromStudentMessage({ name, firstName, lastName, courseIds }: StudentMessage): StudentDraft {
  return { name, firstName, lastName, courseIds: fromCourseIds(courseIds) };
}

/** Those of the new values that are there, be they empty or not; a list that is empty cannot be told from none. */
export function fromChanges({ name, firstName, lastName, courseIds }: StudentChanges): Partial<StudentDraft> {
  return {
    ...(name !== undefined && { name }),
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
    ...(courseIds.length > 0 && { courseIds: fromCourseIds(courseIds) }),
  };
}

/** Empty ids link with nothing. */
function fromCourseIds(ids: readonly string[]): readonly string[] {
  return ids.filter((id) => id !== "");
}
