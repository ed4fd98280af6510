import type { Course, Outline } from "../domain/course.ts";

const fields: readonly (keyof Outline)[] = ["name", "description", "discipline", "teacher", "kind"];

/** Do they differ in links and version at most? Most changes are events of links, and need not write what stays. */
export function isRelinked(before: Course, after: Course): boolean {
  return fields.every((field) => before[field] === after[field]);
}
