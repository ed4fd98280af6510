import type { Linked } from "@flotilla/chassis/relation";

/** The names of a student; no two students have all three alike. */
export interface Names {
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** What a caller says of a student. */
export interface StudentDraft extends Names {
  /** Courses to be linked with. What is no course's id is linked at first and vanishes soon after. */
  readonly courseIds: readonly string[];
}

/** A stored student, linked with courses. */
export interface Student extends Names, Linked {
  /** A UUID in lower case. Never changes. */
  readonly id: string;
}

/** Most courses of one student. */
export const maxCourses = 15;

/** Students are this side of the relation with courses. */
export const ownSide = "left";

/** Is the text the id of a student, in the one form that counts? */
export function isStudentId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);
}
