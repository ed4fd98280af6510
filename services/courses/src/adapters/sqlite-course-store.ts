import { systemClock, toFault } from "@flotilla/chassis";
import type { OutboxEvent } from "@flotilla/chassis/outbox";
import { listPresent } from "@flotilla/chassis/relation";
import { GroupCommit, type SqlDatabase, SqlInbox, SqlKeys, SqlOutbox } from "@flotilla/chassis/sql";
import { sql, type Transaction } from "kysely";
import type { Course } from "../domain/course.ts";
import type { CourseChange, CourseQuery, CourseStore } from "../domain/course-store.ts";
import { type CourseTables, fromCourseRow, toCourseRow } from "./course-row.ts";
import type { EncodeEvent } from "./event-encoder.ts";

/** What a SqliteCourseStore is made from. */
export interface SqliteCourseStoreOptions {
  readonly database: SqlDatabase<CourseTables>;
  readonly encode: EncodeEvent;
  /** Hears of the events of each change once they are in the outbox for good. */
  readonly onRecorded: (events: readonly OutboxEvent[]) => void;
}

type Trx = Transaction<CourseTables>;

/** Who takes messages in, for the inbox. */
const consumer = "courses";

/** A change with its events as they are published. */
interface CourseWrite {
  readonly change: CourseChange;
  readonly events: readonly OutboxEvent[];
}

/**
 * Courses in a file. A change is written whole or not at all: course, links, events, the message taken in and the answer.
 * Changes that wait at the same time share a transaction, and so one flush to the disk.
 */
export class SqliteCourseStore implements CourseStore {
  readonly #database: SqlDatabase<CourseTables>;
  readonly #encode: EncodeEvent;
  readonly #onRecorded: (events: readonly OutboxEvent[]) => void;
  readonly #outbox: SqlOutbox;
  readonly #inbox: SqlInbox;
  readonly #keys: SqlKeys;
  readonly #writes: GroupCommit<CourseWrite, Written>;

  constructor({ database, encode, onRecorded }: SqliteCourseStoreOptions) {
    this.#database = database;
    this.#encode = encode;
    this.#onRecorded = onRecorded;
    this.#outbox = new SqlOutbox(database);
    this.#inbox = new SqlInbox(database);
    this.#keys = new SqlKeys(database);
    this.#writes = new GroupCommit({
      commit: (writes) => this.#commit(writes),
      keyOf: ({ change }) => change.id,
      isCommon: (thrown) => toFault(thrown).code === "unavailable",
      clock: systemClock,
    });
  }

  async find(id: string): Promise<Course | undefined> {
    const row = await this.#database.db.selectFrom("course").selectAll().where("id", "=", id).executeTakeFirst();
    return row && fromCourseRow(row);
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

  #commit(writes: readonly CourseWrite[]): Promise<readonly Written[]> {
    return this.#database.transact(async (trx) => {
      const written: Written[] = [];
      for (const write of writes) written.push(await this.#write(trx, write));
      return written;
    });
  }

  async #write(trx: Trx, { change, events }: CourseWrite): Promise<Written> {
    const { messageId, answer } = change;
    if (!(await write(trx, change))) return "changed";
    await relink(trx, change);
    await this.#outbox.record(trx, events);
    const noted = await this.#inbox.receive(trx, consumer, messageId === undefined ? [] : [messageId]);
    if (messageId !== undefined && noted.size === 0) throw new AlreadyReceivedError("the message has had its effect");
    await this.#keys.keepWith(trx, answer ? [answer] : []);
    return "saved";
  }
}

/** What came of a change: `changed` is no longer as it was read, `received` is the effect of a message that came again. */
type Written = "saved" | "changed" | "received";

/** Thrown so that the transaction is rolled back. */
class AlreadyReceivedError extends Error {
  override readonly name = "AlreadyReceivedError";
}

function toWritten(thrown: unknown): Written {
  if (thrown instanceof AlreadyReceivedError) return "received";
  throw thrown;
}

/** Writes the course itself, unless it is no longer as it was read. */
async function write(trx: Trx, { id, before, after }: CourseChange): Promise<boolean> {
  if (!before) {
    const insert = trx.insertInto("course").values(toCourseRow(after!));
    return (
      (await insert.onConflict((conflict) => conflict.doNothing()).executeTakeFirst()).numInsertedOrUpdatedRows === 1n
    );
  }
  if (after) {
    const update = trx.updateTable("course").set(toCourseRow(after));
    return (
      (await update.where("id", "=", id).where("version", "=", before.version).executeTakeFirst()).numUpdatedRows === 1n
    );
  }
  const remove = trx.deleteFrom("course").where("id", "=", id).where("version", "=", before.version);
  return (await remove.executeTakeFirst()).numDeletedRows === 1n;
}

async function relink(trx: Trx, { id, before, after }: CourseChange): Promise<void> {
  const [old, now] = [before, after].map((course) => new Set(listPresent(course?.links ?? [])));
  const gone = [...old!.difference(now!)];
  const added = [...now!.difference(old!)].map((student_id) => ({ student_id, course_id: id }));
  const links = trx.deleteFrom("course_student").where("course_id", "=", id);
  if (gone.length > 0) await links.where("student_id", "in", gone).execute();
  if (added.length > 0) await trx.insertInto("course_student").values(added).execute();
}
