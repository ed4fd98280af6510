import type { Linked } from "@flotilla/chassis/relation";
import type { Kind } from "./kind.ts";

/** What a course is about. */
export interface Outline {
  readonly name: string;
  readonly description: string;
  readonly discipline: string;
  readonly teacher: string;
  /** What sets it apart; undefined: it is of no kind. */
  readonly kind: Kind | undefined;
}

/** What a caller says of a course. */
export interface CourseDraft extends Outline {
  /** Students to be linked with. What is no student's id is linked at first and vanishes soon after. */
  readonly studentIds: readonly string[];
}

/** A stored course, linked with students. */
export interface Course extends Outline, Linked {
  /** 24 hex digits in lower case. Never changes. */
  readonly id: string;
}

/** Most students of one course. */
export const maxStudents = 60;

/** Courses are this side of the relation with students. */
export const ownSide = "right";

/** Is the text the id of a course, in the one form that counts? */
export function isCourseId(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text);
}
