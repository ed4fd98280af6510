import { implement, type Service } from "@flotilla/chassis";
import { GetCourseStudents } from "@flotilla/contract/nis_test/nis_test";
import { toStudentMessage } from "./api/student-message.ts";
import { findStudentsOfCourse } from "./domain/find-students.ts";
import type { StudentStore } from "./domain/student-store.ts";

/** nis_test.GetCourseStudents, the contract of system 002, over the domain: its bytes, and real status codes. */
export function createCompatApi(store: StudentStore): Service {
  return implement(GetCourseStudents, {
    getStudents: async ({ id }) => ({ students: (await findStudentsOfCourse(store, id)).map(toStudentMessage) }),
  });
}
