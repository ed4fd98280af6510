import { findAbbreviation } from "./abbreviation.ts";
import { zoneUnknown } from "./faults.ts";

/** What a zone keeps from one change of its clocks to the next. */
export interface Season {
  /** When it began, in milliseconds since 1970, and when it ends; infinite where clocks never changed, or never will. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly utcOffsetSeconds: number;
  /** Such as `WEST`, or `+05:45` where English has no short name for the zone. */
  readonly abbreviation: string;
  /**
   * Clocks were put forward for a season: the offsets before and after it are smaller, and it is shorter than a year. So
   * Ireland has summer time in summer, and Morocco all year but Ramadan, whichever of the two the law calls standard.
   */
  readonly isDst: boolean;
}

const longestSeasonMs = 366 * 24 * 60 * 60 * 1000;

/** The season of a zone that an instant lies in. Fails with UNKNOWN_ZONE. */
export function readSeason(timezone: string, instant: Temporal.Instant): Season {
  const now = toZoned(timezone, instant);
  // A change at this very instant has happened already, so the search for it begins just after.
  const began = now.add({ nanoseconds: 1 }).getTimeZoneTransition("previous");
  const ends = now.getTimeZoneTransition("next");
  return {
    fromMs: began?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    untilMs: ends?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    utcOffsetSeconds: now.offsetNanoseconds / 1e9,
    abbreviation: findAbbreviation(timezone, instant) ?? now.offset,
    isDst: isPutForward(now, began, ends),
  };
}

function toZoned(timezone: string, instant: Temporal.Instant): Temporal.ZonedDateTime {
  try {
    return instant.toZonedDateTimeISO(timezone);
  } catch (cause) {
    throw zoneUnknown(timezone, cause);
  }
}

type Change = Temporal.ZonedDateTime | null;

function isPutForward(now: Temporal.ZonedDateTime, began: Change, ends: Change): boolean {
  if (!began || !ends || ends.epochMilliseconds - began.epochMilliseconds > longestSeasonMs) return false;
  const before = began.subtract({ nanoseconds: 1 });
  return before.offsetNanoseconds < now.offsetNanoseconds && ends.offsetNanoseconds < now.offsetNanoseconds;
}
