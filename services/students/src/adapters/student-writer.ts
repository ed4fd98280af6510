import type { OutboxEvent } from "@flotilla/chassis/outbox";
import { listPresent } from "@flotilla/chassis/relation";
import { type SqlDatabase, SqlInbox, SqlKeys, SqlOutbox, toRows } from "@flotilla/chassis/sql";
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { StudentChange } from "../domain/student-store.ts";
import { type StudentRow, type StudentTables, toStudentRow } from "./student-row.ts";

/** A change with its events as they are published. */
export interface StudentWrite {
  readonly change: StudentChange;
  readonly events: readonly OutboxEvent[];
}

/** What came of a write: `changed` is no longer as it was read, `exists` has the names of another student. */
export type Written = "saved" | "changed" | "exists";

type Trx = Transaction<StudentTables>;
type Cells = readonly string[];

/** Who takes messages in, for the inbox. */
const consumer = "students";

/**
 * Writes any number of changes, of as many students, in one transaction: students, links, events, messages taken in and
 * answers. The statements are the same for one change and for a hundred.
 */
export class StudentWriter {
  readonly #database: SqlDatabase<StudentTables>;
  readonly #outbox: SqlOutbox;
  readonly #inbox: SqlInbox;
  readonly #keys: SqlKeys;

  constructor(database: SqlDatabase<StudentTables>) {
    this.#database = database;
    this.#outbox = new SqlOutbox(database);
    this.#inbox = new SqlInbox(database);
    this.#keys = new SqlKeys(database);
  }

  /** Rejects with a UniqueViolation, an AlreadyReceivedError or IDEMPOTENCY_KEY_IN_USE for the sake of a single write. */
  write(writes: readonly StudentWrite[]): Promise<readonly Written[]> {
    if (this.#database.engine === "postgres" && writes.every(isPlainCreate)) return this.#create(writes);
    return this.#database.transact(async (trx) => {
      const saved = await this.#save(trx, writes);
      await this.#follow(
        trx,
        writes.filter(({ change }) => saved.has(change.id)),
      );
      return writes.map(({ change: { id, before } }) => (saved.has(id) ? "saved" : before ? "changed" : "exists"));
    });
  }

  /** New students with all that belongs to them in a single statement: one round trip in place of five. */
  async #create(writes: readonly StudentWrite[]): Promise<readonly Written[]> {
    const changes = writes.map(({ change }) => change);
    const links = changes.flatMap(({ id, after }) => pairs(id, after, undefined));
    const events = writes.flatMap((write) => write.events);
    const saved = await this.#database.execute<{ readonly id: string }>(sql`
      with given (${sql.raw(studentColumns.join())}) as (${this.#rows(changes.map(toCells), studentColumns)}),
      saved as (${insertGiven}),
      link (${sql.raw(linkColumns.join())}) as (${this.#rows(links, linkColumns)}),
      linked as (insert into student_course (course_id, student_id)
        select course_id, student_id from link where student_id in (select id from saved) on conflict do nothing),
      recorded as (${this.#outbox.recording(events, sql`aggregate in (select 'students/' || id from saved)`)})
      select id from saved`);
    const ids = new Set(saved.map(({ id }) => id));
    return changes.map(({ id }) => (ids.has(id) ? "saved" : "exists"));
  }

  /** Ids of the changes that could be saved. Rows are touched in the order of their ids, so that nobody waits in a ring. */
  async #save(trx: Trx, writes: readonly StudentWrite[]): Promise<ReadonlySet<string>> {
    const changes = writes.map(({ change }) => change).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const inserted = await this.#insert(trx, changes.filter(({ before }) => !before).map(toCells));
    const updated = await this.#update(trx, changes.filter(({ before, after }) => before && after).map(toCells));
    const deleted = await this.#delete(trx, changes.filter(({ after }) => !after).map(toExpected));
    return new Set([...inserted, ...updated, ...deleted]);
  }

  /** What belongs to the changes that were saved. */
  async #follow(trx: Trx, writes: readonly StudentWrite[]): Promise<void> {
    const changes = writes.map(({ change }) => change);
    await this.#unlink(
      trx,
      changes.flatMap(({ id, before, after }) => pairs(id, before, after)),
    );
    await this.#link(
      trx,
      changes.flatMap(({ id, before, after }) => pairs(id, after, before)),
    );
    await this.#outbox.record(
      trx,
      writes.flatMap(({ events }) => events),
    );
    await this.#inbox.receiveAll(
      trx,
      consumer,
      changes.flatMap(({ messageId }) => messageId ?? []),
    );
    await this.#keys.keepWith(
      trx,
      changes.flatMap(({ answer }) => answer ?? []),
    );
  }

  #insert(trx: Trx, rows: readonly Cells[]): Promise<readonly string[]> {
    return this.#run(trx, rows, studentColumns, insertGiven);
  }

  #update(trx: Trx, rows: readonly Cells[]): Promise<readonly string[]> {
    return this.#run(
      trx,
      rows,
      studentColumns,
      sql`
      update student set name = given.name, first_name = given.first_name, last_name = given.last_name,
        searched = given.searched, version = given.version, links = given.links
      from given where student.id = given.id and student.version = given.expected returning student.id`,
    );
  }

  #delete(trx: Trx, rows: readonly Cells[]): Promise<readonly string[]> {
    return this.#run(
      trx,
      rows,
      ["id", "expected"],
      sql`
      delete from student where (id, version) in (select id, expected from given) returning id`,
    );
  }

  #link(trx: Trx, rows: readonly Cells[]): Promise<readonly string[]> {
    return this.#run(
      trx,
      rows,
      linkColumns,
      sql`
      insert into student_course (course_id, student_id) select course_id, student_id from given where true
      on conflict do nothing`,
    );
  }

  #unlink(trx: Trx, rows: readonly Cells[]): Promise<readonly string[]> {
    return this.#run(
      trx,
      rows,
      linkColumns,
      sql`
      delete from student_course where (course_id, student_id) in (select course_id, student_id from given)`,
    );
  }

  /** Runs a statement on the rows `given`; ids that it returns. */
  async #run(trx: Trx, rows: readonly Cells[], columns: Cells, statement: RawBuilder<unknown>) {
    if (rows.length === 0) return [];
    const given = sql`with given (${sql.raw(columns.join())}) as (${this.#rows(rows, columns)}) ${statement}`;
    return (await given.execute(trx)).rows.map((row) => (row as StudentRow).id);
  }

  #rows(rows: readonly Cells[], columns: Cells): RawBuilder<unknown> {
    const types = columns.map(() => "text" as const);
    return toRows(this.#database.engine, types, rows);
  }
}

const studentColumns = ["id", "name", "first_name", "last_name", "searched", "version", "links", "expected"];
const linkColumns = ["course_id", "student_id"];
const storedColumns = sql.raw(studentColumns.slice(0, -1).join());
const insertGiven = sql`insert into student (${storedColumns}) select ${storedColumns} from given where true
  on conflict (name, first_name, last_name) do nothing returning id`;

/** A new student who brings neither a message that was taken in nor an answer to keep. */
function isPlainCreate({ change: { before, messageId, answer } }: StudentWrite): boolean {
  return before === undefined && messageId === undefined && answer === undefined;
}

function toCells({ before, after }: StudentChange): Cells {
  const { id, name, first_name, last_name, searched, version, links } = toStudentRow(after!);
  return [id, name, first_name, last_name, searched, version, links, before?.version ?? ""];
}

function toExpected({ id, before }: StudentChange): Cells {
  return [id, before!.version];
}

/** Links that are in the one and not in the other, as rows. */
function pairs(id: string, one: StudentChange["after"], other: StudentChange["after"]): readonly Cells[] {
  const [these, those] = [one, other].map((student) => new Set(listPresent(student?.links ?? [])));
  return [...these!.difference(those!)].map((courseId) => [courseId, id]);
}
