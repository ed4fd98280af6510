import { type Clock, systemClock, toFault } from "@flotilla/chassis";
import type { OutboxEvent } from "@flotilla/chassis/outbox";
import { AlreadyReceivedError, GroupCommit, isUniqueViolation, type SqlDatabase } from "@flotilla/chassis/sql";
import { sql } from "kysely";
import { studentExists } from "../domain/faults.ts";
import { isStudentId, type Student } from "../domain/student.ts";
import type { StudentChange, StudentQuery, StudentStore } from "../domain/student-store.ts";
import type { EncodeEvent } from "./event-encoder.ts";
import { fromStudentRow, type StudentTables } from "./student-row.ts";
import { type StudentWrite, StudentWriter, type Written } from "./student-writer.ts";

/** What a SqlStudentStore is made from. */
export interface SqlStudentStoreOptions {
  readonly database: SqlDatabase<StudentTables>;
  readonly encode: EncodeEvent;
  /** Hears of the events of each change once they are in the outbox for good. */
  readonly onRecorded: (events: readonly OutboxEvent[]) => void;
  /** Default: the machine's own. */
  readonly clock?: Clock;
}

/**
 * Students in PostgreSQL or SQLite. Changes that wait at the same time are written in one transaction: one flush to the disk
 * serves them all.
 */
export class SqlStudentStore implements StudentStore {
  readonly #database: SqlDatabase<StudentTables>;
  readonly #encode: EncodeEvent;
  readonly #onRecorded: (events: readonly OutboxEvent[]) => void;
  readonly #writes: GroupCommit<StudentWrite, Written>;

  constructor({ database, encode, onRecorded, clock = systemClock }: SqlStudentStoreOptions) {
    this.#database = database;
    this.#encode = encode;
    this.#onRecorded = onRecorded;
    const writer = new StudentWriter(database);
    this.#writes = new GroupCommit({
      commit: (writes) => writer.write(writes),
      keyOf: ({ change }) => change.id,
      clock,
      isCommon: (thrown) => toFault(thrown).code === "unavailable",
    });
  }

  async find(id: string): Promise<Student | undefined> {
    if (!isStudentId(id)) return undefined;
    const row = await this.#database.db.selectFrom("student").selectAll().where("id", "=", id).executeTakeFirst();
    return row && fromStudentRow(row);
  }

  async list({ words, after = "", limit }: StudentQuery): Promise<readonly Student[]> {
    if (!words.every(isStorable)) return [];
    const find = sql.raw(this.#database.engine === "postgres" ? "strpos" : "instr");
    let query = this.#database.db.selectFrom("student").selectAll().where("id", ">", after);
    for (const word of words) query = query.where(sql<boolean>`${find}(searched, ${word}) > 0`);
    return (await query.orderBy("id").limit(limit).execute()).map(fromStudentRow);
  }

  async listByCourse(courseId: string): Promise<readonly Student[]> {
    if (!isStorable(courseId)) return [];
    const linked = this.#database.db.selectFrom("student_course").where("course_id", "=", courseId);
    const students = linked.innerJoin("student", "student.id", "student_course.student_id").selectAll("student");
    return (await students.execute()).map(fromStudentRow);
  }

  async save(change: StudentChange): Promise<boolean> {
    const events = change.events.map(this.#encode);
    const written = await this.#writes.add({ change, events }).catch(toWritten);
    if (written === "exists") throw studentExists();
    if (written === "saved") this.#onRecorded(events);
    return written !== "changed";
  }
}

function toWritten(thrown: unknown): Written | "received" {
  if (isUniqueViolation(thrown, "u_constraint")) return "exists";
  if (thrown instanceof AlreadyReceivedError) return "received";
  throw thrown;
}

/** No row has text with U+0000 in it, and PostgreSQL refuses to look for it. */
function isStorable(text: string): boolean {
  return !text.includes("\0");
}
