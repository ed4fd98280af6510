/** The other side of the relation. What a course looks like is its business: courses are handed on as they come. */
export interface Courses<Course> {
  /** Courses that are linked with the student, by name. Fails with COURSES_UNAVAILABLE. */
  listOfStudent(studentId: string): Promise<readonly Course[]>;
}
