import { zoneUnknown } from "./faults.ts";

/**
 * The time in a zone as RFC 3339 has it: `2026-07-01T12:00:00.5+01:00`. Up to nine digits of a second, zeros at their end
 * left out, and the dot with them; `Z` while the zone keeps UTC. Fails with UNKNOWN_ZONE.
 */
export function formatTime(instant: Temporal.Instant, timezone: string): string {
  try {
    return instant.toString({ timeZone: timezone }).replace(/\+00:00$/, "Z");
  } catch (cause) {
    throw zoneUnknown(timezone, cause);
  }
}
