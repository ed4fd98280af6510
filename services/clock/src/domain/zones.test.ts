import assert from "node:assert/strict";
import { describe, it } from "node:test";
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

/** A small generator of numbers from 0 to 1, the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
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
