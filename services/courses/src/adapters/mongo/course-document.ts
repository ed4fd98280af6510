import { foldText } from "@flotilla/chassis/listing";
import type { OutboxEvent } from "@flotilla/chassis/outbox";
import { type Link, type Links, listPresent, noVersion, type Version } from "@flotilla/chassis/relation";
import { Binary, ObjectId } from "mongodb";
import type { Course } from "../../domain/course.ts";
import type { KeptAnswer } from "../../domain/course-store.ts";
import { fromKindFields, type KindFields, toKindFields } from "./kind-fields.ts";

/** An event inside the document of the course that it is about, until it is published. */
export interface EventEntry {
  readonly id: string;
  /** Grows from event to event of one course, and with time. */
  readonly position: string;
  readonly subject: string;
  readonly aggregate: string;
  readonly data: Binary;
  readonly headers: Readonly<Record<string, string>>;
  readonly recorded_at: Date;
}

/** The answer to a keyed request, inside the document that the request changed. */
export interface AnswerEntry {
  readonly id: string;
  readonly hash: string;
  readonly answer: Binary;
  readonly kept_at: Date;
}

/**
 * A course in the collection `courses`. The fields of older writers are the required ones; what a document of theirs
 * lacks is read as if it had never been written by us.
 */
export interface CourseDocument extends KindFields {
  readonly _id: ObjectId;
  readonly name: string;
  readonly description: string;
  readonly discipline: string;
  readonly teacher: string;
  /** Ids of the links that are there. */
  readonly student_ids?: readonly string[] | null;
  readonly version?: string;
  /** All links, removed ones as well. */
  readonly links?: readonly { readonly id: string; readonly version: string; readonly is_present: boolean }[];
  /** What filters look into. */
  readonly folded?: { readonly name: string; readonly discipline: string; readonly teacher: string };
  readonly outbox?: readonly EventEntry[];
  /** There while the outbox holds anything: when the oldest of it was recorded, or earlier. */
  readonly pending_since?: Date;
  readonly answers?: readonly AnswerEntry[];
  /** How often answers were moved away to the keys, since there were many. */
  readonly answers_moved?: number;
  /** There once the course is removed: what is left carries its outbox and its answers. */
  readonly removed_at?: Date;
}

/** The fields that a save writes, all of them; {@link toKindFields} says which ones it takes away. */
export function toFields(course: Course) {
  const { name, description, discipline, teacher, kind } = course;
  return {
    name,
    description,
    discipline,
    teacher,
    ...toKindFields(kind).set,
    ...toLinkFields(course),
    folded: toFolded(course),
  };
}

/** Those of them that a change of links alone writes. */
export function toLinkFields({ version, links }: Pick<Course, "version" | "links">) {
  return {
    student_ids: listPresent(links),
    version,
    links: links.map(({ id, version, isPresent }) => ({ id, version, is_present: isPresent })),
  };
}

/** What filters look into. */
export function toFolded({ name, discipline, teacher }: Pick<Course, "name" | "discipline" | "teacher">) {
  return { name: foldText(name), discipline: foldText(discipline), teacher: foldText(teacher) };
}

/** The course that a document holds. */
export function fromDocument(document: CourseDocument): Course {
  const { _id, name, description, discipline, teacher, version = noVersion } = document;
  const links = readLinks(document);
  return {
    id: _id.toHexString(),
    name,
    description,
    discipline,
    teacher,
    kind: fromKindFields(document),
    version,
    links,
  };
}

/** Links without a version are older than any change. Older writers may have linked twice with the same student. */
function readLinks({ links, student_ids }: CourseDocument): Links {
  if (links) return links.map(({ id, version, is_present }): Link => ({ id, version, isPresent: is_present }));
  return [...new Set(student_ids ?? [])].map((id) => ({ id, version: noVersion, isPresent: true }));
}

/** The id as the collection has it; undefined for a text that is no id. */
export function toObjectId(id: string): ObjectId | undefined {
  return /^[0-9a-f]{24}$/.test(id) ? new ObjectId(id) : undefined;
}

/** What carries the events of a change inside the course's document. */
export function toEventEntries(events: readonly OutboxEvent[], version: Version, recorded_at: Date): EventEntry[] {
  return events.map(({ id, subject, aggregate, data, headers }, index) => {
    const position = `${version}/${String(index).padStart(2, "0")}`;
    return { id, position, subject, aggregate, data: new Binary(data), headers, recorded_at };
  });
}

/** What carries the answer inside the document of the course that its request changed. */
export function toAnswerEntry({ id, hash, answer }: KeptAnswer, kept_at: Date): AnswerEntry {
  return { id, hash, answer: new Binary(answer), kept_at };
}
