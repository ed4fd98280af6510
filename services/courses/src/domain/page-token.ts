import { isCourseId } from "./course.ts";
import type { CourseFilter } from "./course-store.ts";
import { badPageToken } from "./faults.ts";

/** Text that leads on from a course, in a listing by the same filter only. Opaque to callers. */
export function formatPageToken({ text, discipline, teacher, kind }: CourseFilter, lastId: string): string {
  const token = JSON.stringify([lastId, text, discipline, teacher, kind]);
  return new TextEncoder().encode(token).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The id after which the listing goes on; undefined for an empty token. Throws BAD_COURSE_PAGE_TOKEN. */
export function parsePageToken(filter: CourseFilter, token: string): string | undefined {
  if (token === "") return undefined;
  const lastId = readFirst(token);
  if (!isCourseId(lastId) || formatPageToken(filter, lastId) !== token) throw badPageToken();
  return lastId;
}

function readFirst(token: string): string {
  try {
    const text = new TextDecoder().decode(Uint8Array.fromBase64(token, { alphabet: "base64url" }));
    return String((JSON.parse(text) as readonly unknown[])[0]);
  } catch {
    return "";
  }
}
