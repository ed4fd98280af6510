import { badPageToken } from "./faults.ts";
import { isStudentId } from "./student.ts";

/** Text that leads on from a student, in a listing by the same words only. Opaque to callers. */
export function formatPageToken(words: readonly string[], lastId: string): string {
  const text = JSON.stringify([lastId, ...words]);
  return new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The id after which the listing goes on; undefined for an empty token. Throws BAD_STUDENT_PAGE_TOKEN. */
export function parsePageToken(words: readonly string[], token: string): string | undefined {
  if (token === "") return undefined;
  const lastId = readFirst(token);
  if (!isStudentId(lastId) || formatPageToken(words, lastId) !== token) throw badPageToken();
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
