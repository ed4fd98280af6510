import { badPageToken } from "./faults.ts";

/** What a list of places was asked for. */
export interface ListFilter {
  readonly name: string;
  readonly country: string;
}

/** Names the place where the next page starts: behind the place of this id, in this list. Opaque to callers. */
export function toPageToken(after: number, filter: ListFilter): string {
  return `${after.toString(36)}-${toFingerprint(filter)}`;
}

/** The id that {@link toPageToken} was given. Throws BAD_PAGE_TOKEN when the token or the list is another. */
export function parsePageToken(token: string, filter: ListFilter): number {
  const after = Number.parseInt(token, 36);
  if (Number.isNaN(after) || toPageToken(after, filter) !== token) throw badPageToken();
  return after;
}

/** FNV-1a: it has to tell lists apart, not to keep anybody out. */
function toFingerprint({ name, country }: ListFilter): string {
  const text = JSON.stringify([name, country]);
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(36);
}
