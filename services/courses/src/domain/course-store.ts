import type { Version } from "@flotilla/chassis/relation";
import type { Course } from "./course.ts";
import type { CourseEvent } from "./course-event.ts";
import type { Kind } from "./kind.ts";

/** What courses must be to be listed; texts are folded by `foldText`, and an empty one is no filter. */
export interface CourseFilter {
  /** A part of the name. */
  readonly text: string;
  readonly discipline: string;
  readonly teacher: string;
  readonly kind: Kind["type"] | "";
}

/** Which courses to list, by id. */
export interface CourseQuery extends CourseFilter {
  /** Only courses after this id. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The answer to a request that may come again under the same key; opaque. */
export interface KeptAnswer {
  readonly id: string;
  readonly hash: string;
  readonly answer: Uint8Array;
}

/** A change of one course, with all that must be stored in the same step. */
export interface CourseChange {
  readonly id: string;
  /** Of the course afterwards; of its end, if it is removed. */
  readonly version: Version;
  /** The course as it was read; absent: a new one. */
  readonly before?: Course | undefined;
  /** Absent: removed. */
  readonly after?: Course | undefined;
  readonly events: readonly CourseEvent[];
  readonly answer?: KeptAnswer | undefined;
  /** Id of the message whose effect it is. */
  readonly messageId?: string | undefined;
}

/** Keeps courses. Everything may fail with COURSE_STORE_UNAVAILABLE. */
export interface CourseStore {
  find(id: string): Promise<Course | undefined>;
  list(query: CourseQuery): Promise<readonly Course[]>;
  /** Those that have a link to the student, in no order. */
  listByStudent(studentId: string): Promise<readonly Course[]>;
  /** Stores all of a change, or nothing. False: the course is no longer as it was read, or one has the id of a new one. */
  save(change: CourseChange): Promise<boolean>;
}
