import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRandom } from "@flotilla/testkit/random";
import { Zones } from "./zones.ts";

const firstMs = Date.UTC(1970, 0, 2);
const lastMs = Date.UTC(2037, 11, 31);

/** Seconds that Intl shows a zone to be ahead of UTC: the oracle. */
function readIntlOffset(format: Intl.DateTimeFormat, ms: number): number {
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const { year, month, day, hour, minute, second } = parts as Record<string, number>;
  return (Date.UTC(year!, month! - 1, day, hour! % 24, minute, second) - Math.floor(ms / 1000) * 1000) / 1000;
}

function createFormat(timeZone: string): Intl.DateTimeFormat {
  const numeric = "numeric" as const;
  const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  return new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...fields });
}

describe("Zones", () => {
  it("agrees with Intl on every zone, at seeded instants from 1970 to 2037", () => {
    const random = createRandom(5);
    const zones = new Zones();
    for (const timezone of Intl.supportedValuesOf("timeZone")) {
      const format = createFormat(timezone);
      for (let count = 0; count < 10; count++) {
        const ms = firstMs + Math.floor(random() * (lastMs - firstMs));
        const { utcOffsetSeconds } = zones.seasonOf(timezone, Temporal.Instant.fromEpochMilliseconds(ms));
        const at = `${timezone} at ${new Date(ms).toISOString()}`;
        assert.equal(Math.trunc(utcOffsetSeconds), readIntlOffset(format, ms), at);
      }
    }
  });

  it("keeps a season until it ends, and finds the one before when the clock is set back", () => {
    const zones = new Zones();
    const summer = zones.seasonOf("Europe/Lisbon", Temporal.Instant.from("2024-07-01T00:00:00Z"));
    assert.equal(zones.seasonOf("Europe/Lisbon", Temporal.Instant.from("2024-10-27T00:59:59.999Z")), summer);
    const winter = zones.seasonOf("Europe/Lisbon", Temporal.Instant.from("2024-10-27T01:00:00Z"));
    assert.deepEqual([summer.utcOffsetSeconds, winter.utcOffsetSeconds], [3600, 0]);
    assert.deepEqual(zones.seasonOf("Europe/Lisbon", Temporal.Instant.from("2024-07-01T00:00:00Z")), summer);
  });
});
