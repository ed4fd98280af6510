import type { Binary, Collection, Db, ObjectId } from "mongodb";
import type { CourseDocument, EventEntry } from "./course-document.ts";

/** An event that was published; see MongoOutbox. */
export interface PublishedDocument extends Omit<EventEntry, "id"> {
  readonly _id: string;
  /** Absent: it has to be published again. */
  readonly published_at?: Date;
  /** Of its stream, as it was published. */
  readonly epoch: string;
}

/** An idempotency key; see MongoKeys. */
export interface KeyDocument {
  readonly _id: string;
  readonly hash: string;
  /** Until then nobody else may serve the request. */
  readonly leased_until: Date;
  readonly answer?: Binary;
  readonly kept_until: Date;
}

/** The collections of courses. The first is shared with writers that are older than we are. */
export interface Collections {
  readonly courses: Collection<CourseDocument>;
  readonly published: Collection<PublishedDocument>;
  readonly keys: Collection<KeyDocument>;
  readonly staleNames: Collection<{ readonly _id: ObjectId; readonly name: string }>;
  /** What one process at a time does. */
  readonly leases: Collection<{ readonly _id: string; readonly holder: string; readonly until: Date }>;
}

/** Asks for documents that do not have a field. */
export const isUnset = { $exists: false };

/** The collections by their names. */
export function toCollections(db: Db): Collections {
  return {
    courses: db.collection("courses"),
    published: db.collection("course_events"),
    keys: db.collection("course_keys"),
    staleNames: db.collection("course_stale_names"),
    leases: db.collection("course_leases"),
  };
}
