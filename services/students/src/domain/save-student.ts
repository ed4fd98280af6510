import { type SavePorts as PortsOf, saveRecord } from "@flotilla/chassis/relation";
import { studentBusy } from "./faults.ts";
import type { Student } from "./student.ts";
import type { KeptAnswer, StudentChange, StudentStore } from "./student-store.ts";

/** What changing students needs from outside. */
export interface SavePorts extends PortsOf<Student, StudentChange> {
  readonly store: StudentStore;
}

/**
 * Sees each change before it is saved, at every try anew, and may give the answer that is to be stored with it.
 */
export type Witness = (change: StudentChange) => KeptAnswer | undefined;

/**
 * Saves what `decide` makes of a student, as {@link saveRecord} does. Nothing is saved when it gives nothing. Throws
 * STUDENT_BUSY, and what `decide` throws.
 */
export function saveStudent(
  ports: SavePorts,
  id: string,
  decide: (student: Student | undefined) => StudentChange | undefined,
  witness: Witness,
): Promise<void> {
  const decideAndTell = (student: Student | undefined) => {
    const change = decide(student);
    return change && { ...change, answer: witness(change) };
  };
  return saveRecord(ports, { id, decide: decideAndTell, busy: studentBusy });
}
