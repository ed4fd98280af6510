import { type Version, writeLinks } from "@flotilla/chassis/relation";
import { assertExpected } from "./assert-expected.ts";
import type { Clock } from "./clock.ts";
import { studentNotFound } from "./faults.ts";
import { type SavePorts, saveStudent, type Witness } from "./save-student.ts";
import { ownSide, type Student, type StudentDraft } from "./student.ts";
import { linksWritten } from "./student-event.ts";
import type { StudentChange } from "./student-store.ts";

/** What updating needs from outside. */
export interface UpdatePorts extends SavePorts {
  readonly clock: Clock;
}

/** Which student to change, and how. */
export interface Update {
  readonly id: string;
  /** Fields that are absent stay as they are. */
  readonly fields: Partial<StudentDraft>;
  /** When given, the student must be at one of these. */
  readonly expected?: readonly Version[] | undefined;
}

/**
 * Changes some fields of a student. Links that stay are not written: a change that courses makes to one of them at the
 * same time is not undone. Throws STUDENT_NOT_FOUND, STUDENT_CHANGED, STUDENT_EXISTS.
 */
export async function updateStudent(ports: UpdatePorts, update: Update, witness: Witness): Promise<void> {
  const { id, fields, expected } = update;
  const decide = (student: Student | undefined) => {
    if (!student) throw studentNotFound(id);
    assertExpected(student, expected);
    return toChange(student, fields, ports.clock.now().getTime());
  };
  await saveStudent(ports, id, decide, witness);
}

function toChange(before: Student, { courseIds, ...names }: Partial<StudentDraft>, nowMs: number): StudentChange {
  const { id } = before;
  const after = { ...before, ...names, ...writeLinks(before, courseIds, ownSide, nowMs) };
  const { version } = after;
  return { id, version, before, after, events: [linksWritten(id, version, { before, after })] };
}
