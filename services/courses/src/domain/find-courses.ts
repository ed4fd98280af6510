import { foldText, type PageRequest, readPage } from "@flotilla/chassis/listing";
import { type Course, isCourseId } from "./course.ts";
import type { CourseFilter, CourseStore } from "./course-store.ts";
import { badPageToken } from "./faults.ts";
import type { Kind } from "./kind.ts";

/** What a caller asks of a listing; an empty text is no filter. */
export interface Listing extends PageRequest {
  /** A part of the name. */
  readonly q: string;
  readonly discipline: string;
  readonly teacher: string;
  readonly kind: Kind["type"] | "";
}

/** A part of a listing. */
export interface CoursePage {
  readonly courses: readonly Course[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/** Courses page by page, by id. Throws BAD_COURSE_PAGE_TOKEN. */
export async function findCourses(store: CourseStore, listing: Listing): Promise<CoursePage> {
  const filter = toFilter(listing);
  const { text, discipline, teacher, kind } = filter;
  const { items: courses, nextPageToken } = await readPage(listing, {
    filter: [text, discipline, teacher, kind],
    isId: isCourseId,
    list: (part) => store.list({ ...filter, ...part }),
    badToken: badPageToken,
  });
  return { courses, nextPageToken };
}

/** The courses of a student, by their names. None for a student that nothing is linked with. */
export async function findCoursesOfStudent(store: CourseStore, studentId: string): Promise<readonly Course[]> {
  const courses = await store.listByStudent(studentId);
  const keyed = courses.map((course) => ({ course, key: `${foldText(course.name)}\n${course.id}` }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ course }) => course);
}

function toFilter({ q, discipline, teacher, kind }: Listing): CourseFilter {
  return { text: foldText(q), discipline: foldText(discipline), teacher: foldText(teacher), kind };
}
