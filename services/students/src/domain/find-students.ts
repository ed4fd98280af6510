import { foldText, type PageRequest, readPage } from "@flotilla/chassis/listing";
import { badPageToken } from "./faults.ts";
import { searchedNames } from "./searched-names.ts";
import { isStudentId, type Student } from "./student.ts";
import type { StudentStore } from "./student-store.ts";

/** What a caller asks of a listing. */
export interface Listing extends PageRequest {
  /** Words, each a part of one of the names; empty: no filter. */
  readonly q: string;
}

/** A part of a listing. */
export interface StudentPage {
  readonly students: readonly Student[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** Students page by page, oldest first. Throws BAD_STUDENT_PAGE_TOKEN. */
export async function findStudents(store: StudentStore, { q, ...page }: Listing): Promise<StudentPage> {
  const words = foldText(q).split(" ").filter(Boolean);
  const { items: students, nextPageToken } = await readPage(page, {
    filter: words,
    isId: isStudentId,
    list: (part) => store.list({ words, ...part }),
    badToken: badPageToken,
  });
  return { students, nextPageToken };
}

/** The students of a course, by their names. None for a course that nobody is linked with. */
export async function findStudentsOfCourse(store: StudentStore, courseId: string): Promise<readonly Student[]> {
  const students = await store.listByCourse(courseId);
  const keyed = students.map((student) => ({ student, key: `${searchedNames(student)}\n${student.id}` }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ student }) => student);
}
