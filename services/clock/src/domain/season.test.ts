import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readSeason } from "./season.ts";

/** `offset abbreviation`, with `*` in summer time. */
function describeSeason(timezone: string, instant: string): string {
  const { utcOffsetSeconds, abbreviation, isDst } = readSeason(timezone, Temporal.Instant.from(instant));
  return `${utcOffsetSeconds / 3600} ${abbreviation}${isDst ? "*" : ""}`;
}

/** Zone, the instant at which its clocks change, the season before, the season after. All of them have happened. */
const changes: readonly (readonly [string, string, string, string])[] = [
  ["Europe/Lisbon", "2024-03-31T01:00:00Z", "0 WET", "1 WEST*"],
  ["Europe/Lisbon", "2024-10-27T01:00:00Z", "1 WEST*", "0 WET"],
  ["America/New_York", "2024-03-10T07:00:00Z", "-5 EST", "-4 EDT*"],
  ["America/New_York", "2024-11-03T06:00:00Z", "-4 EDT*", "-5 EST"],
  ["Australia/Sydney", "2024-04-06T16:00:00Z", "11 AEDT*", "10 AEST"],
  ["Australia/Sydney", "2024-10-05T16:00:00Z", "10 AEST", "11 AEDT*"],
  ["Australia/Lord_Howe", "2024-04-06T15:00:00Z", "11 LHDT*", "10.5 LHST"],
  ["Australia/Lord_Howe", "2024-10-05T15:30:00Z", "10.5 LHST", "11 LHDT*"],
  ["Europe/Dublin", "2024-03-31T01:00:00Z", "0 GMT", "1 IST*"],
  ["Europe/Dublin", "2024-10-27T01:00:00Z", "1 IST*", "0 GMT"],
  ["Africa/Casablanca", "2024-03-10T02:00:00Z", "1 +01:00*", "0 +00:00"],
  ["Africa/Casablanca", "2024-04-14T02:00:00Z", "0 +00:00", "1 +01:00*"],
  ["Pacific/Chatham", "2024-04-06T14:00:00Z", "13.75 CHADT*", "12.75 CHAST"],
  ["Europe/Istanbul", "2015-11-08T01:00:00Z", "3 EEST*", "2 EET"],
];

describe("readSeason", () => {
  for (const [timezone, instant, before, after] of changes) {
    it(`changes the clocks of ${timezone} at ${instant}, not a moment before`, () => {
      const change = Temporal.Instant.from(instant);
      assert.equal(describeSeason(timezone, change.subtract({ nanoseconds: 1 }).toString()), before);
      assert.equal(describeSeason(timezone, instant), after);
    });
  }

  it("has seasons that meet", () => {
    const summer = readSeason("Europe/Lisbon", Temporal.Instant.from("2024-07-01T00:00:00Z"));
    assert.equal(summer.fromMs, Date.UTC(2024, 2, 31, 1));
    assert.equal(summer.untilMs, Date.UTC(2024, 9, 27, 1));
    assert.equal(
      readSeason("Europe/Lisbon", Temporal.Instant.fromEpochMilliseconds(summer.untilMs)).fromMs,
      summer.untilMs,
    );
  });

  it("has no end where clocks never change again, and no beginning where they never did", () => {
    const { untilMs, isDst } = readSeason("Asia/Kathmandu", Temporal.Instant.from("2024-07-01T00:00:00Z"));
    assert.deepEqual([untilMs, isDst], [Number.POSITIVE_INFINITY, false]);
    assert.equal(readSeason("UTC", Temporal.Instant.from("2024-07-01T00:00:00Z")).fromMs, Number.NEGATIVE_INFINITY);
  });

  it("takes no season for summer time that is long, or that is not between two lower offsets", () => {
    assert.equal(describeSeason("Europe/Moscow", "2012-07-01T00:00:00Z"), "4 +04:00");
    assert.equal(describeSeason("Europe/Moscow", "1992-02-01T00:00:00Z"), "3 +03:00");
    assert.equal(describeSeason("Europe/Vilnius", "1997-12-01T00:00:00Z"), "2 EET");
  });

  it("takes clocks that were put forward for good for no summer time", () => {
    assert.equal(describeSeason("Europe/Istanbul", "2020-07-01T00:00:00Z"), "3 +03:00");
    assert.equal(describeSeason("Asia/Pyongyang", "2020-07-01T00:00:00Z"), "9 +09:00");
  });

  it("calls zones by the short names that some English knows", () => {
    const names = ["Asia/Tokyo", "Asia/Kolkata", "Africa/Nairobi", "America/St_Johns", "Asia/Jakarta", "UTC"];
    const july = "2024-07-01T00:00:00Z";
    assert.deepEqual(
      names.map((name) => describeSeason(name, july)),
      ["9 JST", "5.5 IST", "3 EAT", "-2.5 NDT*", "7 WIB", "0 UTC"],
    );
  });

  it("says so when it does not know a zone", () => {
    assert.throws(() => describeSeason("Mars/Olympus", "2024-07-01T00:00:00Z"), { reason: "UNKNOWN_ZONE" });
  });
});
