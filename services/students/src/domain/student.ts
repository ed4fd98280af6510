import type { Links, Version } from "@flotilla/chassis/relation";

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

/** A stored student. */
export interface Student extends Names {
  /** A UUID in lower case. Never changes. */
  readonly id: string;
  /** Of its last save; later than those of all its links. */
  readonly version: Version;
  /** To courses. */
  readonly links: Links;
}

/** Most courses of one student. */
export const maxCourses = 15;

/** How long a removed link is remembered: longer than the queue may bring back an event of before. */
export const keepTombstonesMs = 48 * 3_600_000;

/** Students are this side of the relation with courses. */
export const ownSide = "left";

/** Is the text the id of a student, in the one form that counts? */
export function isStudentId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text);
}
