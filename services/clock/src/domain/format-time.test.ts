import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatTime } from "./format-time.ts";

const format = (instant: string, timezone: string) => formatTime(Temporal.Instant.from(instant), timezone);

describe("formatTime", () => {
  it("writes Z while a zone keeps UTC, and its offset otherwise", () => {
    assert.equal(format("2026-01-15T12:00:00.5Z", "Europe/Lisbon"), "2026-01-15T12:00:00.5Z");
    assert.equal(format("2026-07-15T12:00:00.5Z", "Europe/Lisbon"), "2026-07-15T13:00:00.5+01:00");
    assert.equal(format("2026-07-15T12:00:00Z", "America/New_York"), "2026-07-15T08:00:00-04:00");
  });

  it("writes up to nine digits of a second and drops zeros at their end, with the dot", () => {
    const fractions = ["", ".5", ".12", ".316241916", ".000000001", ".1000005"];
    for (const fraction of fractions) {
      assert.equal(format(`2026-11-21T05:51:25${fraction}Z`, "Europe/Lisbon"), `2026-11-21T05:51:25${fraction}Z`);
    }
    assert.equal(format("2026-11-21T05:51:25.316241910Z", "Europe/Lisbon"), "2026-11-21T05:51:25.31624191Z");
    assert.equal(format("2026-11-21T05:51:25.000000000Z", "Europe/Lisbon"), "2026-11-21T05:51:25Z");
  });

  it("crosses midnight, the new year and the date line", () => {
    assert.equal(format("2025-12-31T23:59:59.9Z", "Europe/Berlin"), "2026-01-01T00:59:59.9+01:00");
    assert.equal(format("2026-01-01T09:30:00Z", "Pacific/Kiritimati"), "2026-01-01T23:30:00+14:00");
    assert.equal(format("2026-01-01T09:30:00Z", "Pacific/Pago_Pago"), "2025-12-31T22:30:00-11:00");
  });

  it("knows offsets that are no whole hours", () => {
    assert.equal(format("2026-01-01T00:00:00Z", "Asia/Kathmandu"), "2026-01-01T05:45:00+05:45");
    assert.equal(format("2026-01-01T00:00:00Z", "Pacific/Chatham"), "2026-01-01T13:45:00+13:45");
    assert.equal(format("2026-07-01T00:00:00Z", "Pacific/Chatham"), "2026-07-01T12:45:00+12:45");
    assert.equal(format("2026-01-01T00:00:00Z", "America/St_Johns"), "2025-12-31T20:30:00-03:30");
  });

  it("says so when it does not know a zone", () => {
    assert.throws(() => format("2026-01-01T00:00:00Z", "Europe/Atlantis"), {
      code: "internal",
      reason: "UNKNOWN_ZONE",
      message: /Europe\/Atlantis/,
    });
  });
});
