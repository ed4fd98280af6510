import { nextVersion, type Version } from "@flotilla/chassis/relation";
import { assertExpected } from "./assert-expected.ts";
import { studentNotFound } from "./faults.ts";
import { saveStudent, type Witness } from "./save-student.ts";
import { ownSide, type Student } from "./student.ts";
import { linksWritten } from "./student-event.ts";
import type { UpdatePorts } from "./update-student.ts";

/** Which student to remove. */
export interface Removal {
  readonly id: string;
  /** When given, the student must be at one of these. */
  readonly expected?: readonly Version[] | undefined;
}

/** Removes a student; its links go with it. Throws STUDENT_NOT_FOUND or STUDENT_CHANGED. */
export async function removeStudent(ports: UpdatePorts, { id, expected }: Removal, witness: Witness): Promise<void> {
  const decide = (student: Student | undefined) => {
    if (!student) throw studentNotFound(id);
    assertExpected(student, expected);
    const version = nextVersion(ownSide, ports.clock.now().getTime(), student.version);
    return { id, version, before: student, events: [linksWritten(id, version, { before: student })] };
  };
  await saveStudent(ports, id, decide, witness);
}
