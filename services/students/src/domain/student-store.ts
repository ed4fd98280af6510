import type { Version } from "@flotilla/chassis/relation";
import type { Student } from "./student.ts";
import type { StudentEvent } from "./student-event.ts";

/** Which students to list, by id: that is in the order of their making. */
export interface StudentQuery {
  /** Folded by `foldText`; each must be a part of one of the names. */
  readonly words: readonly string[];
  /** Only students after this id. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The answer to a request that may come again under the same key; opaque. */
export interface KeptAnswer {
  readonly id: string;
  readonly hash: string;
  readonly answer: Uint8Array;
}

/** A change of one student, with all that must be stored in the same step. */
export interface StudentChange {
  readonly id: string;
  /** Of the student afterwards; of its end, if it is removed. */
  readonly version: Version;
  /** The student as it was read; absent: a new one. */
  readonly before?: Student | undefined;
  /** Absent: removed. */
  readonly after?: Student | undefined;
  readonly events: readonly StudentEvent[];
  readonly answer?: KeptAnswer | undefined;
  /** Id of the message whose effect it is. */
  readonly messageId?: string | undefined;
}

/** Keeps students. Everything may fail with STUDENT_STORE_UNAVAILABLE. */
export interface StudentStore {
  find(id: string): Promise<Student | undefined>;
  list(query: StudentQuery): Promise<readonly Student[]>;
  /** Those that have a link to the course, in no order. */
  listByCourse(courseId: string): Promise<readonly Student[]>;
  /**
   * Stores all of a change, or nothing. False: the student is no longer as it was read. Throws STUDENT_EXISTS when another
   * has the same names.
   */
  save(change: StudentChange): Promise<boolean>;
}
