import { quote } from "@flotilla/chassis/fault";
import type { CourseChanges } from "@flotilla/contract/flotilla/campus/v1/courses_record";
import type { CourseDraft } from "../domain/course.ts";
import { badUpdate } from "../domain/faults.ts";
import { fromChanges } from "./course-message.ts";

const fields: Readonly<Record<string, keyof CourseDraft>> = {
  name: "name",
  description: "description",
  discipline: "discipline",
  teacher: "teacher",
  student_ids: "studentIds",
  kind: "kind",
};

/** The kinds may be named by their own fields, too. */
const kinds: ReadonlySet<string> = new Set(["class", "elective", "externship"]);

/**
 * What an update changes (https://google.aip.dev/134): the fields that the mask names, all for `*`, and those that are
 * set without a mask. A name in the mask must have a value; the list of students may be empty, and `kind` may be none.
 * Throws BAD_COURSE_UPDATE.
 */
export function applyUpdateMask(changes: CourseChanges, paths: readonly string[] = []): Partial<CourseDraft> {
  const said = fromChanges(changes);
  if (paths.length === 0) return said;
  const named = paths.length === 1 && paths[0] === "*" ? Object.keys(fields) : paths;
  return Object.fromEntries(named.map((path) => toEntry(said, path)));
}

function toEntry(said: Partial<CourseDraft>, path: string) {
  if (kinds.has(path)) return toKindEntry(said, path);
  const field = Object.hasOwn(fields, path) ? fields[path]! : undefined;
  if (!field) throw badUpdate(`${quote(path)} cannot be updated; ${allowed}.`);
  const value = field === "studentIds" ? (said.studentIds ?? []) : said[field];
  if (value === undefined && field !== "kind") throw badUpdate(`The mask names ${path}, but the course has none.`);
  return [field, value] as const;
}

function toKindEntry({ kind }: Partial<CourseDraft>, path: string) {
  if (kind?.type !== path) throw badUpdate(`The mask names ${path}, but the course has none; "kind" takes it away.`);
  return ["kind", kind] as const;
}

const allowed = `the mask may name ${[...Object.keys(fields), ...kinds].join(", ")}, or be "*"`;
