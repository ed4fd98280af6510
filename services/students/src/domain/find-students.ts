import { foldName, searchedNames } from "./fold-name.ts";
import { formatPageToken, parsePageToken } from "./page-token.ts";
import type { Student } from "./student.ts";
import type { StudentStore } from "./student-store.ts";

/** What a caller asks of a listing. */
export interface Listing {
  /** Words, each a part of one of the names; empty: no filter. */
  readonly q: string;
  /** 0: {@link defaultPageSize}. */
  readonly pageSize: number;
  /** Empty: the first page. */
  readonly pageToken: string;
}

/** A part of a listing. */
export interface StudentPage {
  readonly students: readonly Student[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

const defaultPageSize = 100;
const maxPageSize = 1000;

/** Students page by page, oldest first. Throws BAD_STUDENT_PAGE_TOKEN. */
export async function findStudents(store: StudentStore, { q, pageSize, pageToken }: Listing): Promise<StudentPage> {
  const size = Math.min(pageSize || defaultPageSize, maxPageSize);
  const words = foldName(q).split(" ").filter(Boolean);
  const after = parsePageToken(words, pageToken);
  const found = await store.list({ words, after, limit: size + 1 });
  const students = found.slice(0, size);
  const last = found.length > size ? students.at(-1) : undefined;
  return { students, nextPageToken: last ? formatPageToken(words, last.id) : "" };
}

/** The students of a course, by their names. None for a course that nobody is linked with. */
export async function findStudentsOfCourse(store: StudentStore, courseId: string): Promise<readonly Student[]> {
  const students = await store.listByCourse(courseId);
  const keyed = students.map((student) => ({ student, key: `${searchedNames(student)}\n${student.id}` }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ student }) => student);
}
