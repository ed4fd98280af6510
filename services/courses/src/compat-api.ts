import { implement, type Service } from "@flotilla/chassis";
import { GetStudentCourses } from "@flotilla/contract/nis_test/nis_test";
import { toOldCourseMessage } from "./api/course-message.ts";
import type { CourseStore } from "./domain/course-store.ts";
import { findCoursesOfStudent } from "./domain/find-courses.ts";

/** nis_test.GetStudentCourses, the contract of system 002, over the domain: its bytes, and real status codes. */
export function createCompatApi(store: CourseStore): Service {
  return implement(GetStudentCourses, {
    getCourses: async ({ id }) => ({ courses: (await findCoursesOfStudent(store, id)).map(toOldCourseMessage) }),
  });
}
