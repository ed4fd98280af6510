import type { Links } from "@flotilla/chassis/relation";
import { searchedNames } from "../domain/searched-names.ts";
import type { Student } from "../domain/student.ts";

/** A row of the table `student`. */
export interface StudentRow {
  readonly id: string;
  readonly name: string;
  readonly first_name: string;
  readonly last_name: string;
  /** The names as they are searched. */
  readonly searched: string;
  readonly version: string;
  /** JSON of {@link Links}. */
  readonly links: string;
}

/** The tables that students are kept in. */
export interface StudentTables {
  readonly student: StudentRow;
  /** Links that are there, and no others. */
  readonly student_course: { readonly course_id: string; readonly student_id: string };
}

/** The row that keeps a student. */
export function toStudentRow(student: Student): StudentRow {
  const { id, name, firstName, lastName, version, links } = student;
  const [searched, json] = [searchedNames(student), JSON.stringify(links)];
  return { id, name, first_name: firstName, last_name: lastName, searched, version, links: json };
}

/** The student that a row keeps. */
export function fromStudentRow({ id, name, first_name, last_name, version, links }: StudentRow): Student {
  return { id, name, firstName: first_name, lastName: last_name, version, links: JSON.parse(links) as Links };
}
