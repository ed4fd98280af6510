import { badPageToken } from "./faults.ts";
import type { PortFilter } from "./port-filter.ts";

/** Names the place where the next page starts: behind this UN/LOCODE, in a list with this filter. Opaque to callers. */
export function toPageToken(after: string, filter: PortFilter): string {
  return btoa(`${after}.${toFingerprint(filter)}`).replace(/=+$/, "");
}

/** The UN/LOCODE that {@link toPageToken} was given. Throws BAD_PAGE_TOKEN when the token or the filter is another. */
export function parsePageToken(token: string, filter: PortFilter): string {
  const after = token.length <= 64 ? decode(token).split(".")[0]! : "";
  if (toPageToken(after, filter) !== token) throw badPageToken();
  return after;
}

function decode(token: string): string {
  try {
    return atob(token);
  } catch {
    return "";
  }
}

/** FNV-1a: it has to tell filters apart, not to keep anybody out. */
function toFingerprint(filter: PortFilter): string {
  const { country, city, name, timezone, near } = filter;
  const text = JSON.stringify([
    country,
    city,
    name,
    timezone,
    near?.center.latitude,
    near?.center.longitude,
    near?.radiusKm,
  ]);
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(36);
}
