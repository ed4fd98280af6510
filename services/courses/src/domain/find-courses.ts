import type { Course } from "./course.ts";
import type { CourseFilter, CourseStore } from "./course-store.ts";
import { foldName } from "./fold-name.ts";
import type { Kind } from "./kind.ts";
import { formatPageToken, parsePageToken } from "./page-token.ts";

/** What a caller asks of a listing; an empty text is no filter. */
export interface Listing {
  /** A part of the name. */
  readonly q: string;
  readonly discipline: string;
  readonly teacher: string;
  readonly kind: Kind["type"] | "";
  /** 0: {@link defaultPageSize}. */
  readonly pageSize: number;
  /** Empty: the first page. */
  readonly pageToken: string;
}

/** A part of a listing. */
export interface CoursePage {
  readonly courses: readonly Course[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

const defaultPageSize = 100;
const maxPageSize = 1000;

/** Courses page by page, by id. Throws BAD_COURSE_PAGE_TOKEN. */
export async function findCourses(store: CourseStore, listing: Listing): Promise<CoursePage> {
  const size = Math.min(listing.pageSize || defaultPageSize, maxPageSize);
  const filter = toFilter(listing);
  const after = parsePageToken(filter, listing.pageToken);
  const found = await store.list({ ...filter, after, limit: size + 1 });
  const courses = found.slice(0, size);
  const last = found.length > size ? courses.at(-1) : undefined;
  return { courses, nextPageToken: last ? formatPageToken(filter, last.id) : "" };
}

/** The courses of a student, by their names. None for a student that nothing is linked with. */
export async function findCoursesOfStudent(store: CourseStore, studentId: string): Promise<readonly Course[]> {
  const courses = await store.listByStudent(studentId);
  const keyed = courses.map((course) => ({ course, key: `${foldName(course.name)}\n${course.id}` }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ course }) => course);
}

function toFilter({ q, discipline, teacher, kind }: Listing): CourseFilter {
  return { text: foldName(q), discipline: foldName(discipline), teacher: foldName(teacher), kind };
}
