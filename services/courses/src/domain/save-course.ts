import type { Turns } from "@flotilla/chassis/relation";
import type { Course } from "./course.ts";
import type { CourseChange, CourseStore, KeptAnswer } from "./course-store.ts";
import { courseBusy } from "./faults.ts";
import type { Retreat } from "./retreat.ts";

/** What changing courses needs from outside. */
export interface SavePorts {
  readonly store: CourseStore;
  readonly retreat: Retreat;
  readonly turns: Turns;
}

/**
 * Sees each change before it is saved, at every try anew, and may give the answer that is to be stored with it.
 */
export type Witness = (change: CourseChange) => KeptAnswer | undefined;

/** Makes of a course as it was read the change that is to be saved. */
type Decide = (course: Course | undefined) => CourseChange | undefined;

/** Tries until a change of ours meets the course as it was read; by then another process has saved one each time. */
const mostTries = 12;

/**
 * Reads a course, saves what `decide` makes of it, and does so again if another process changed the course in between; in
 * this one its changes take turns. Nothing is saved when `decide` gives nothing. Answers what was saved. Throws
 * COURSE_BUSY, and what `decide` throws.
 */
export function saveCourse(
  ports: SavePorts,
  id: string,
  decide: Decide,
  witness: Witness,
): Promise<CourseChange | undefined> {
  return ports.turns.take(id, () => trySaving(ports, id, decide, witness));
}

async function trySaving(
  { store, retreat }: SavePorts,
  id: string,
  decide: Decide,
  witness: Witness,
): Promise<CourseChange | undefined> {
  for (let attempt = 1; ; attempt++) {
    const change = decide(await store.find(id));
    if (!change) return undefined;
    if (await store.save({ ...change, answer: witness(change) })) return change;
    if (attempt === mostTries) throw courseBusy(id);
    await retreat.pause(attempt);
  }
}
