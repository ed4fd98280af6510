import { keyInUse } from "@flotilla/chassis/idempotency";
import type { OutboxEvent } from "@flotilla/chassis/outbox";
import { noVersion } from "@flotilla/chassis/relation";
import { type Filter, type FindOptions, ObjectId, type UpdateFilter } from "mongodb";
import type { Course } from "../../domain/course.ts";
import type { CourseChange, CourseQuery, CourseStore } from "../../domain/course-store.ts";
import type { EncodeEvent } from "../event-encoder.ts";
import { isRelinked } from "../is-relinked.ts";
import type { Collections } from "./collections.ts";
import {
  type CourseDocument,
  fromDocument,
  toAnswerEntry,
  toEventEntries,
  toFields,
  toLinkFields,
  toObjectId,
} from "./course-document.ts";
import { CourseFinder } from "./course-finder.ts";
import { expectUnanswered, isAnswered } from "./document-answers.ts";
import { toKindFields } from "./kind-fields.ts";
import type { MongoDatabase } from "./mongo-database.ts";
import { isDuplicateKey } from "./mongo-errors.ts";

/** What the store works with. */
export interface MongoCourseStoreOptions {
  readonly encode: EncodeEvent;
  /** Told of events as soon as they are stored. */
  readonly onRecorded: (events: readonly OutboxEvent[]) => void;
  readonly now: () => number;
}

/** Of documents that are courses: a removed one stays for the sake of its outbox. */
const isThere = { removed_at: null as never };

/**
 * Courses in MongoDB, one document each. Whatever must happen together happens to one document, in one update: the course,
 * the events that it emits and the answer to the request. So neither transactions nor a replica set are needed.
 */
export class MongoCourseStore implements CourseStore {
  readonly #database: MongoDatabase;
  readonly #options: MongoCourseStoreOptions;
  readonly #finder: CourseFinder;

  constructor(database: MongoDatabase, options: MongoCourseStoreOptions) {
    this.#database = database;
    this.#options = options;
    this.#finder = new CourseFinder((ids) =>
      this.#read({ _id: { $in: ids.map((id) => new ObjectId(id)) }, ...isThere }),
    );
  }

  async find(id: string): Promise<Course | undefined> {
    const document = toObjectId(id) && (await this.#finder.find(id));
    return document && fromDocument(document);
  }

  list(query: CourseQuery): Promise<readonly Course[]> {
    return this.#list(toFilter(query), query.limit);
  }

  listByStudent(studentId: string): Promise<readonly Course[]> {
    return this.#list({ student_ids: { $eq: studentId }, ...isThere });
  }

  async save(change: CourseChange): Promise<boolean> {
    const { encode, onRecorded } = this.#options;
    const events = change.events.map(encode);
    const isSaved = await this.#database.use((collections) =>
      change.before ? this.#update(collections, change, events) : this.#insert(collections, change, events),
    );
    if (isSaved) onRecorded(events);
    else if (change.answer && (await this.#isAnswered(change))) throw keyInUse();
    return isSaved;
  }

  async #list(filter: Filter<CourseDocument>, limit = 0): Promise<readonly Course[]> {
    return (await this.#read(filter, { sort: { _id: 1 }, limit })).map(fromDocument);
  }

  #read(filter: Filter<CourseDocument>, options: FindOptions = {}): Promise<readonly CourseDocument[]> {
    return this.#database.use(({ courses }) => courses.find(filter, { projection, ...options }).toArray());
  }

  async #insert({ courses }: Collections, change: CourseChange, events: readonly OutboxEvent[]): Promise<boolean> {
    const now = new Date(this.#options.now());
    const { answer, after } = change;
    try {
      await courses.insertOne({
        _id: toObjectId(change.id)!,
        ...toFields(after!),
        outbox: toEventEntries(events, change.version, now),
        ...(events.length > 0 && { pending_since: now }),
        ...(answer && { answers: [toAnswerEntry(answer, now)] }),
      });
      return true;
    } catch (thrown) {
      if (isDuplicateKey(thrown)) return false;
      throw thrown;
    }
  }

  async #update(collections: Collections, change: CourseChange, events: readonly OutboxEvent[]): Promise<boolean> {
    const { version } = change.before!;
    const { answer } = change;
    const [_id, nowMs] = [toObjectId(change.id)!, this.#options.now()];
    const filter = {
      _id,
      version: version === noVersion ? (null as never) : version,
      ...isThere,
      ...(answer && (await expectUnanswered(collections, _id, answer.id, nowMs))),
    };
    const update = toUpdate(change, events, new Date(nowMs));
    return (await collections.courses.updateOne(filter, update)).matchedCount === 1;
  }

  /** Was the same request served by somebody else meanwhile? */
  async #isAnswered({ id, answer }: CourseChange): Promise<boolean> {
    const [_id, nowMs] = [toObjectId(id)!, this.#options.now()];
    return await this.#database.use((collections) => isAnswered(collections, _id, answer!.id, nowMs));
  }
}

/** What a course is made of; not what its document carries beside. */
const projection = { outbox: 0, answers: 0, folded: 0 } as const;

function toFilter({ text, discipline, teacher, kind, after }: CourseQuery): Filter<CourseDocument> {
  return {
    ...isThere,
    ...(after && { _id: { $gt: toObjectId(after)! } }),
    ...(text && { "folded.name": { $regex: toPattern(text) } }),
    ...(discipline && { "folded.discipline": { $eq: discipline } }),
    ...(teacher && { "folded.teacher": { $eq: teacher } }),
    ...(kind && { kind: { $eq: kind } }),
  };
}

function toUpdate(change: CourseChange, events: readonly OutboxEvent[], now: Date): UpdateFilter<CourseDocument> {
  const { answer, version } = change;
  const pushed = {
    ...(events.length > 0 && { outbox: { $each: toEventEntries(events, version, now) } }),
    ...(answer && { answers: { $each: [toAnswerEntry(answer, now)] } }),
  };
  return {
    ...toContent(change, now),
    ...(events.length > 0 && { $min: { pending_since: now } }),
    ...((events.length > 0 || answer) && { $push: pushed }),
  };
}

/** A document that is not ours yet is written whole. */
function toContent({ before, after, version }: CourseChange, now: Date): UpdateFilter<CourseDocument> {
  if (!after) return { $set: { version, links: [], student_ids: [], removed_at: now } };
  if (before && before.version !== noVersion && isRelinked(before, after)) return { $set: toLinkFields(after) };
  const gone = toKindFields(after.kind).unset;
  return {
    $set: toFields(after),
    ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map((name) => [name, ""])) }),
  };
}

/** Patterns are written without the character U+0000. */
function toPattern(text: string): string {
  return RegExp.escape(text).replaceAll("\0", "\\x00");
}
