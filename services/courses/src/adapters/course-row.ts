import { foldText } from "@flotilla/chassis/listing";
import type { Links } from "@flotilla/chassis/relation";
import type { Course } from "../domain/course.ts";
import type { Kind } from "../domain/kind.ts";

/** The tables of courses, beside those of the chassis. */
export interface CourseTables {
  readonly course: CourseRow;
  readonly course_student: { readonly student_id: string; readonly course_id: string };
}

/** A row of the table `course`. */
export interface CourseRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly discipline: string;
  readonly teacher: string;
  /** Its type; empty: the course is of no kind. */
  readonly kind: string;
  /** JSON of the {@link Kind}, or `null`. */
  readonly details: string;
  readonly folded_name: string;
  readonly folded_discipline: string;
  readonly folded_teacher: string;
  readonly version: string;
  /** JSON of {@link Links}. */
  readonly links: string;
}

/** The row that keeps a course. */
export function toCourseRow({ links, kind, ...course }: Course): CourseRow {
  return {
    ...course,
    kind: kind?.type ?? "",
    details: JSON.stringify(kind ?? null),
    folded_name: foldText(course.name),
    folded_discipline: foldText(course.discipline),
    folded_teacher: foldText(course.teacher),
    links: JSON.stringify(links),
  };
}

/** The course that a row keeps. */
export function fromCourseRow({ id, name, description, discipline, teacher, version, ...row }: CourseRow): Course {
  const kind = (JSON.parse(row.details) as Kind | null) ?? undefined;
  return { id, name, description, discipline, teacher, kind, version, links: JSON.parse(row.links) as Links };
}
