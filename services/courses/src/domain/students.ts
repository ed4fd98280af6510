/** The other side of the relation. What a student looks like is its business: students are handed on as they come. */
export interface Students<Student> {
  /** Students that are linked with the course, by name. Fails with STUDENTS_UNAVAILABLE. */
  listOfCourse(courseId: string): Promise<readonly Student[]>;
}
