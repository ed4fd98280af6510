import { systemClock, toFault } from "@flotilla/chassis";
import type { OutboxEvent } from "@flotilla/chassis/outbox";
import { AlreadyReceivedError, GroupCommit, type SqlDatabase } from "@flotilla/chassis/sql";
import { CompiledQuery, sql } from "kysely";
import type { Course } from "../domain/course.ts";
import type { CourseChange, CourseQuery, CourseStore } from "../domain/course-store.ts";
import { type CourseRow, type CourseTables, courseColumns, fromCourseRow } from "./course-row.ts";
import { type CourseWrite, CourseWriter, type Written } from "./course-writer.ts";
import type { EncodeEvent } from "./event-encoder.ts";

/** What a SqliteCourseStore is made from. */
export interface SqliteCourseStoreOptions {
  readonly database: SqlDatabase<CourseTables>;
  readonly encode: EncodeEvent;
  /** Hears of the events of each change once they are in the outbox for good. */
  readonly onRecorded: (events: readonly OutboxEvent[]) => void;
}

/**
 * Courses in a file. A change is written whole or not at all: course, links, events, the message taken in and the answer.
 * Changes that wait at the same time share a transaction, and so one flush to the disk.
 */
export class SqliteCourseStore implements CourseStore {
  readonly #database: SqlDatabase<CourseTables>;
  readonly #encode: EncodeEvent;
  readonly #onRecorded: (events: readonly OutboxEvent[]) => void;
  readonly #writes: GroupCommit<CourseWrite, Written>;

  constructor({ database, encode, onRecorded }: SqliteCourseStoreOptions) {
    this.#database = database;
    this.#encode = encode;
    this.#onRecorded = onRecorded;
    const writer = new CourseWriter(database);
    this.#writes = new GroupCommit({
      commit: (writes) => writer.write(writes),
      keyOf: ({ change }) => change.id,
      isCommon: (thrown) => toFault(thrown).code === "unavailable",
      clock: systemClock,
    });
  }

  async find(id: string): Promise<Course | undefined> {
    const { rows } = await this.#database.db.executeQuery<CourseRow>(CompiledQuery.raw(selectCourse, [id]));
    return rows[0] && fromCourseRow(rows[0]);
  }

  async list({ text, discipline, teacher, kind, after = "", limit }: CourseQuery): Promise<readonly Course[]> {
    let query = this.#database.db.selectFrom("course").selectAll().where("id", ">", after);
    if (text) query = query.where(sql<boolean>`instr(folded_name, ${text}) > 0`);
    if (discipline) query = query.where("folded_discipline", "=", discipline);
    if (teacher) query = query.where("folded_teacher", "=", teacher);
    if (kind) query = query.where("kind", "=", kind);
    return (await query.orderBy("id").limit(limit).execute()).map(fromCourseRow);
  }

  async listByStudent(studentId: string): Promise<readonly Course[]> {
    const linked = this.#database.db.selectFrom("course_student").where("student_id", "=", studentId);
    const courses = linked.innerJoin("course", "course.id", "course_student.course_id").selectAll("course");
    return (await courses.execute()).map(fromCourseRow);
  }

  async save(change: CourseChange): Promise<boolean> {
    const events = change.events.map(this.#encode);
    const written = await this.#writes.add({ change, events }).catch(toWritten);
    if (written === "saved") this.#onRecorded(events);
    return written !== "changed";
  }
}

/** A text, since events look for a course each: kysely would build it in the time of reading three. */
const selectCourse = `select ${courseColumns.join(", ")} from course where id = ?`;

function toWritten(thrown: unknown): Written | "received" {
  if (thrown instanceof AlreadyReceivedError) return "received";
  throw thrown;
}
