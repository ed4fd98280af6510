import { invalidPageToken } from "../domain/faults.ts";
import type { UserFilter } from "../domain/find-users.ts";
import type { Cursor } from "../domain/user-store.ts";

/** Text that leads back to the cursor, for the same filter only; empty without a cursor. Opaque to callers. */
export function formatPageToken(filter: UserFilter, cursor: Cursor | undefined): string {
  if (!cursor) return "";
  return Buffer.from(JSON.stringify([toKey(filter), cursor.age, cursor.email])).toString("base64url");
}

/** The cursor of a token; absent when the token is empty. Throws INVALID_PAGE_TOKEN. */
export function parsePageToken(filter: UserFilter, token: string): Cursor | undefined {
  if (token === "") return undefined;
  const [key, age, email] = readJsonArray(Buffer.from(token, "base64url").toString());
  if (key !== toKey(filter) || !Number.isInteger(age) || typeof email !== "string") throw invalidPageToken();
  return { age: Number(age), email };
}

function toKey({ name, ageFrom, ageTo }: UserFilter): string {
  return JSON.stringify([name ?? null, ageFrom ?? null, ageTo ?? null]);
}

function readJsonArray(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
