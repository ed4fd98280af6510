import type { Turns } from "@flotilla/chassis/relation";
import { studentBusy } from "./faults.ts";
import type { Retreat } from "./retreat.ts";
import type { Student } from "./student.ts";
import type { KeptAnswer, StudentChange, StudentStore } from "./student-store.ts";

/** What changing students needs from outside. */
export interface SavePorts {
  readonly store: StudentStore;
  readonly retreat: Retreat;
  readonly turns: Turns;
}

/**
 * Sees each change before it is saved, at every try anew, and may give the answer that is to be stored with it.
 */
export type Witness = (change: StudentChange) => KeptAnswer | undefined;

/** Makes of a student as it was read the change that is to be saved. */
type Decide = (student: Student | undefined) => StudentChange | undefined;

/** Tries until a change of ours meets the student as it was read; by then another process has saved one each time. */
const mostTries = 12;

/**
 * Reads a student, saves what `decide` makes of it, and does so again if another process changed the student in between; in
 * this one its changes take turns. Nothing is saved when `decide` gives nothing. Answers what was saved. Throws
 * STUDENT_BUSY, and what `decide` throws.
 */
export function saveStudent(
  ports: SavePorts,
  id: string,
  decide: Decide,
  witness: Witness,
): Promise<StudentChange | undefined> {
  return ports.turns.take(id, () => trySaving(ports, id, decide, witness));
}

async function trySaving(
  { store, retreat }: SavePorts,
  id: string,
  decide: Decide,
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
