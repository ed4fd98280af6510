import type { Courses } from "./courses.ts";
import { studentNotFound } from "./faults.ts";
import type { StudentStore } from "./student-store.ts";

/** What listing a student's courses needs from outside. */
export interface ListCoursesPorts<Course> {
  readonly store: StudentStore;
  readonly courses: Courses<Course>;
}

/** The courses of a student, as courses knows them. Throws STUDENT_NOT_FOUND or COURSES_UNAVAILABLE. */
export async function listCourses<Course>(ports: ListCoursesPorts<Course>, id: string): Promise<readonly Course[]> {
  if (!(await ports.store.find(id))) throw studentNotFound(id);
  return ports.courses.listOfStudent(id);
}
