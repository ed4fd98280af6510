import type { OutboxEvent } from "@flotilla/chassis/outbox";
import { listPresent } from "@flotilla/chassis/relation";
import { type SqlDatabase, SqlInbox, SqlKeys, SqlOutbox } from "@flotilla/chassis/sql";
import { CompiledQuery, type Transaction } from "kysely";
import type { CourseChange } from "../domain/course-store.ts";
import { type CourseTables, courseColumns, toCells, toLinksText } from "./course-row.ts";
import { isRelinked } from "./is-relinked.ts";

/** A change with its events as they are published. */
export interface CourseWrite {
  readonly change: CourseChange;
  readonly events: readonly OutboxEvent[];
}

/** What came of a write: `changed` is no longer as it was read, or has the id of another course. */
export type Written = "saved" | "changed";

type Trx = Transaction<CourseTables>;
type Cells = readonly unknown[];

/** Who takes messages in, for the inbox. */
const consumer = "courses";

/**
 * Writes any number of changes, of as many courses, in one transaction: courses, links, events, messages taken in and
 * answers. The statements are texts: SQLite runs one in less time than kysely builds it.
 */
export class CourseWriter {
  readonly #database: SqlDatabase<CourseTables>;
  readonly #outbox: SqlOutbox;
  readonly #inbox: SqlInbox;
  readonly #keys: SqlKeys;

  constructor(database: SqlDatabase<CourseTables>) {
    this.#database = database;
    this.#outbox = new SqlOutbox(database);
    this.#inbox = new SqlInbox(database);
    this.#keys = new SqlKeys(database);
  }

  /** Rejects with an AlreadyReceivedError or IDEMPOTENCY_KEY_IN_USE for the sake of a single write. */
  write(writes: readonly CourseWrite[]): Promise<readonly Written[]> {
    return this.#database.transact(async (trx) => {
      const saved: CourseChange[] = [];
      for (const { change, events } of writes) {
        if (!(await save(trx, change))) continue;
        saved.push(change);
        await relink(trx, change);
        await this.#outbox.record(trx, events);
      }
      await this.#inbox.receiveAll(
        trx,
        consumer,
        saved.flatMap(({ messageId }) => messageId ?? []),
      );
      await this.#keys.keepWith(
        trx,
        saved.flatMap(({ answer }) => answer ?? []),
      );
      const ids = new Set(saved.map(({ id }) => id));
      return writes.map(({ change }) => (ids.has(change.id) ? "saved" : "changed"));
    });
  }
}

const names = courseColumns.join(", ");
const marks = courseColumns.map(() => "?").join(", ");
const insertCourse = `insert into course (${names}) values (${marks}) on conflict do nothing`;
const updateCourse = `update course set (${names}) = (${marks}) where id = ? and version = ?`;
const updateLinks = "update course set version = ?, links = ? where id = ? and version = ?";
const deleteCourse = "delete from course where id = ? and version = ?";
const insertLink = "insert into course_student (student_id, course_id) values (?, ?)";
const deleteLink = "delete from course_student where student_id = ? and course_id = ?";

/** Writes the course itself. False: it is no longer as it was read, or one has the id of a new one. */
async function save(trx: Trx, { id, before, after }: CourseChange): Promise<boolean> {
  if (!before) return run(trx, insertCourse, toCells(after!));
  if (!after) return run(trx, deleteCourse, [id, before.version]);
  if (isRelinked(before, after)) {
    return run(trx, updateLinks, [after.version, toLinksText(after.links), id, before.version]);
  }
  return run(trx, updateCourse, [...toCells(after), id, before.version]);
}

async function relink(trx: Trx, { id, before, after }: CourseChange): Promise<void> {
  const [old, now] = [before, after].map((course) => new Set(listPresent(course?.links ?? [])));
  for (const studentId of old!.difference(now!)) await run(trx, deleteLink, [studentId, id]);
  for (const studentId of now!.difference(old!)) await run(trx, insertLink, [studentId, id]);
}

/** Did it change a row? */
async function run(trx: Trx, text: string, cells: Cells): Promise<boolean> {
  return (await trx.executeQuery(CompiledQuery.raw(text, [...cells]))).numAffectedRows === 1n;
}
