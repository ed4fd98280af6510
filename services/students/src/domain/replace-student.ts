import type { Version } from "@flotilla/chassis/relation";
import type { Witness } from "./save-student.ts";
import type { StudentDraft } from "./student.ts";
import { type UpdatePorts, updateStudent } from "./update-student.ts";

/** Which student to replace, and by what. */
export interface Replacement {
  readonly id: string;
  readonly draft: StudentDraft;
  /** When given, the student must be at one of these. */
  readonly expected?: readonly Version[] | undefined;
}

/** Replaces all of a student but its id. Throws as {@link updateStudent} does. */
export function replaceStudent(ports: UpdatePorts, replacement: Replacement, witness: Witness): Promise<void> {
  const { id, draft, expected } = replacement;
  return updateStudent(ports, { id, fields: draft, expected }, witness);
}
