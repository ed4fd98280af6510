import { foldText } from "@flotilla/chassis/listing";
import { listPresent } from "@flotilla/chassis/relation";
import type { Course } from "../domain/course.ts";
import type { CourseChange, CourseFilter, CourseQuery, CourseStore } from "../domain/course-store.ts";

/** Courses as long as the process lives. Nobody publishes their events: they can be read from {@link saved}. */
export class MemoryCourseStore implements CourseStore {
  /** Every change that was saved, in order. */
  readonly saved: CourseChange[] = [];
  readonly #courses = new Map<string, Course>();

  async find(id: string): Promise<Course | undefined> {
    return this.#courses.get(id);
  }

  async list({ after = "", limit, ...filter }: CourseQuery): Promise<readonly Course[]> {
    const courses = [...this.#courses.values()].filter((course) => course.id > after && isWanted(course, filter));
    return courses.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
  }

  async listByStudent(studentId: string): Promise<readonly Course[]> {
    return [...this.#courses.values()].filter(({ links }) => listPresent(links).includes(studentId));
  }

  async save(change: CourseChange): Promise<boolean> {
    const { id, before, after } = change;
    if (this.#courses.get(id)?.version !== before?.version) return false;
    if (after) this.#courses.set(id, after);
    else this.#courses.delete(id);
    this.saved.push(change);
    return true;
  }
}

function isWanted(course: Course, { text, discipline, teacher, kind }: CourseFilter): boolean {
  return (
    foldText(course.name).includes(text) &&
    (discipline === "" || foldText(course.discipline) === discipline) &&
    (teacher === "" || foldText(course.teacher) === teacher) &&
    (kind === "" || course.kind?.type === kind)
  );
}
