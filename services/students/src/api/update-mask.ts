import { quote } from "@flotilla/chassis/fault";
import type { StudentChanges } from "@flotilla/contract/flotilla/campus/v1/students_record";
import { badUpdate } from "../domain/faults.ts";
import type { StudentDraft } from "../domain/student.ts";
import { fromChanges } from "./student-message.ts";

const fields: Readonly<Record<string, keyof StudentDraft>> = {
  name: "name",
  first_name: "firstName",
  last_name: "lastName",
  course_ids: "courseIds",
};

/**
 * What an update changes (https://google.aip.dev/134): the fields that the mask names, all for `*`, and those that are
 * set without a mask. A name in the mask must have a value; the list of courses may be empty. Throws BAD_STUDENT_UPDATE.
 */
export function applyUpdateMask(changes: StudentChanges, paths: readonly string[] = []): Partial<StudentDraft> {
  const said = fromChanges(changes);
  if (paths.length === 0) return said;
  const named = paths.length === 1 && paths[0] === "*" ? Object.keys(fields) : paths;
  return Object.fromEntries(named.map((path) => toEntry(said, path)));
}

function toEntry(said: Partial<StudentDraft>, path: string) {
  const field = Object.hasOwn(fields, path) ? fields[path]! : undefined;
  if (!field) throw badUpdate(`${quote(path)} cannot be updated; ${allowed}.`);
  const value = field === "courseIds" ? (said.courseIds ?? []) : said[field];
  if (value === undefined) throw badUpdate(`The mask names ${path}, but the student has none.`);
  return [field, value] as const;
}

const allowed = `the mask may name ${Object.keys(fields).join(", ")}, or be "*"`;
