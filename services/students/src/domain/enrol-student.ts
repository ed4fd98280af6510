import { nextVersion, replaceLinks } from "@flotilla/chassis/relation";
import type { Clock } from "./clock.ts";
import { studentBusy } from "./faults.ts";
import type { IdSource } from "./id-source.ts";
import type { Witness } from "./save-student.ts";
import { ownSide, type Student, type StudentDraft } from "./student.ts";
import { linksWritten } from "./student-event.ts";
import type { StudentStore } from "./student-store.ts";

/** What enrolling needs from outside. */
export interface EnrolPorts {
  readonly store: StudentStore;
  readonly ids: IdSource;
  readonly clock: Clock;
}

/** Stores a new student under a new id. Throws STUDENT_EXISTS. */
export async function enrolStudent(ports: EnrolPorts, draft: StudentDraft, witness: Witness): Promise<Student> {
  const { courseIds, ...names } = draft;
  const id = ports.ids.newId();
  const version = nextVersion(ownSide, ports.clock.now().getTime());
  const student = { ...names, id, version, links: replaceLinks([], courseIds, version).links };
  const change = { id, version, after: student, events: [linksWritten(id, version, { after: student })] };
  if (!(await ports.store.save({ ...change, answer: witness(change) }))) throw studentBusy(id);
  return student;
}
