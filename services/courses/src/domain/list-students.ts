import type { CourseStore } from "./course-store.ts";
import { courseNotFound } from "./faults.ts";
import type { Students } from "./students.ts";

/** What listing a course's students needs from outside. */
export interface ListStudentsPorts<Student> {
  readonly store: CourseStore;
  readonly students: Students<Student>;
}

/** The students of a course, as students knows them. Throws COURSE_NOT_FOUND or STUDENTS_UNAVAILABLE. */
export async function listStudents<Student>(
  ports: ListStudentsPorts<Student>,
  id: string,
): Promise<readonly Student[]> {
  if (!(await ports.store.find(id))) throw courseNotFound(id);
  return ports.students.listOfCourse(id);
}
