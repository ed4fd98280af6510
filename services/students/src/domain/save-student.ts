import { studentBusy } from "./faults.ts";
import type { Retreat } from "./retreat.ts";
import type { Student } from "./student.ts";
import type { KeptAnswer, StudentChange, StudentStore } from "./student-store.ts";

/** What changing students needs from outside. */
export interface SavePorts {
  readonly store: StudentStore;
  readonly retreat: Retreat;
}

/**
 * Sees each change before it is saved, at every try anew, and may give the answer that is to be stored with it.
 */
export type Witness = (change: StudentChange) => KeptAnswer | undefined;

/** Tries until a change meets the student as it was read; by then some other change has been saved each time. */
const mostTries = 12;

/**
 * Reads a student, saves what `decide` makes of it, and does so again if the student was changed in between. Nothing is
 * saved when `decide` gives nothing. Answers what was saved. Throws STUDENT_BUSY, and what `decide` throws.
 */
export async function saveStudent(
  { store, retreat }: SavePorts,
  id: string,
  decide: (student: Student | undefined) => StudentChange | undefined,
  witness: Witness,
): Promise<StudentChange | undefined> {
  for (let attempt = 1; ; attempt++) {
    const change = decide(await store.find(id));
    if (!change) return undefined;
    if (await store.save({ ...change, answer: witness(change) })) return change;
    if (attempt === mostTries) throw studentBusy(id);
    await retreat.pause(attempt);
  }
}
