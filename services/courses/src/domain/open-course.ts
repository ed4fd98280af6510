import { nextVersion, replaceLinks } from "@flotilla/chassis/relation";
import type { Clock } from "./clock.ts";
import { type Course, type CourseDraft, ownSide } from "./course.ts";
import { linksWritten } from "./course-event.ts";
import type { CourseStore } from "./course-store.ts";
import { courseBusy } from "./faults.ts";
import type { IdSource } from "./id-source.ts";
import type { Witness } from "./save-course.ts";

/** What opening a course needs from outside. */
export interface OpenPorts {
  readonly store: CourseStore;
  readonly ids: IdSource;
  readonly clock: Clock;
}

/** A course to open. */
export interface Opening {
  readonly draft: CourseDraft;
  /** What the request is known by if it comes again. */
  readonly key?: string | undefined;
}

/** Stores a new course under a new id. Throws COURSE_BUSY while the same request is being served elsewhere. */
export async function openCourse(ports: OpenPorts, { draft, key }: Opening, witness: Witness): Promise<Course> {
  const { studentIds, ...outline } = draft;
  const now = ports.clock.now();
  const version = nextVersion(ownSide, now.getTime());
  const { links } = replaceLinks([], studentIds, version);
  for (const id of listIds(ports.ids, key, now)) {
    const course = { ...outline, id, version, links };
    const change = { id, version, after: course, events: [linksWritten(id, version, { after: course })] };
    if (await ports.store.save({ ...change, answer: witness(change) })) return course;
  }
  throw courseBusy(ports.ids.newId(key));
}

/** A key may be used again once its answer is forgotten; its first id is taken then. */
function listIds(ids: IdSource, key: string | undefined, now: Date): readonly string[] {
  return key === undefined ? [ids.newId(key)] : [ids.newId(key), ids.newId(key, now.toISOString().slice(0, 10))];
}
