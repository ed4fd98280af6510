import type { Course } from "./course.ts";
import type { CourseChange, CourseStore, KeptAnswer } from "./course-store.ts";
import { courseBusy } from "./faults.ts";
import type { Retreat } from "./retreat.ts";

/** What changing courses needs from outside. */
export interface SavePorts {
  readonly store: CourseStore;
  readonly retreat: Retreat;
}

/**
 * Sees each change before it is saved, at every try anew, and may give the answer that is to be stored with it.
 */
export type Witness = (change: CourseChange) => KeptAnswer | undefined;

/** Tries until a change meets the course as it was read; by then some other change has been saved each time. */
const mostTries = 12;

/**
 * Reads a course, saves what `decide` makes of it, and does so again if the course was changed in between. Nothing is
 * saved when `decide` gives nothing. Answers what was saved. Throws COURSE_BUSY, and what `decide` throws.
 */
export async function saveCourse(
  { store, retreat }: SavePorts,
  id: string,
  decide: (course: Course | undefined) => CourseChange | undefined,
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
