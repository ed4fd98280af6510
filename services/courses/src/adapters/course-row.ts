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
  /** JSON of a list of {@link LinkCells}. */
  readonly links: string;
}

/** Id and version of a link, and 1 if it is there: what has no names takes half the room, and half the time to read. */
type LinkCells = readonly [id: string, version: string, isPresent: 0 | 1];

/** The columns of a {@link CourseRow}, in the order of {@link toCells}. */
export const courseColumns = [
  ...(["id", "name", "description", "discipline", "teacher", "kind", "details"] as const),
  ...(["folded_name", "folded_discipline", "folded_teacher", "version", "links"] as const),
];

/** The values of the row that keeps a course. */
export function toCells({ id, name, description, discipline, teacher, kind, version, links }: Course): string[] {
  const own = [id, name, description, discipline, teacher, kind?.type ?? "", JSON.stringify(kind ?? null)];
  return [...own, foldText(name), foldText(discipline), foldText(teacher), version, toLinksText(links)];
}

/** Links as their column has them. */
export function toLinksText(links: Links): string {
  return JSON.stringify(links.map(({ id, version, isPresent }) => [id, version, isPresent ? 1 : 0]));
}

/** The course that a row keeps. */
export function fromCourseRow({ id, name, description, discipline, teacher, version, ...row }: CourseRow): Course {
  const kind = (JSON.parse(row.details) as Kind | null) ?? undefined;
  return { id, name, description, discipline, teacher, kind, version, links: readLinks(row.links) };
}

function readLinks(text: string): Links {
  return (JSON.parse(text) as LinkCells[]).map(([id, version, present]) => ({ id, version, isPresent: present === 1 }));
}
