import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { createClient } from "@connectrpc/connect";
import { Fault } from "@flotilla/chassis";
import { ClockService } from "@flotilla/contract/flotilla/clock/v1/clock";
import { assertFault, matrix } from "@flotilla/testkit";
import { createTestClock } from "./create-test-clock.ts";
import { FakePlaces } from "./fake-places.ts";

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,8}[1-9])?(Z|[+-]\d\d:\d\d)$/;
/** Failures are answered at once: no second try, and no answer is fresh. */
const env = { CLIENT_RETRY: "false" };
const unfresh = { PLACES_FRESH_FOR: "0ms" };

function toUnavailable(): Fault {
  return new Fault({ code: "unavailable", reason: "DRAINING", message: "places has gone" });
}

/** Fails unless the time is the present one. */
function assertIsNow(time: string, beforeMs: number): void {
  assert.match(time, rfc3339);
  const ms = Temporal.Instant.from(time).epochMilliseconds;
  assert.ok(ms >= beforeMs - 1 && ms <= Date.now() + 1, time);
}

describe("clock with places", () => {
  let places: FakePlaces;
  beforeEach(() => {
    places = new FakePlaces();
  });

  matrix(
    () => createTestClock(places, unfresh),
    (_, transport) => {
      const clock = createClient(ClockService, transport);

      it("tells the time of Covilhã without asking places", async () => {
        const beforeMs = Date.now();
        assertIsNow((await clock.getCovilha({})).time, beforeMs);
        assert.deepEqual(places.asked, []);
      });

      it("tells the time of a place by its name", async () => {
        const beforeMs = Date.now();
        const { time, place, ...rest } = await clock.getTime({ place: "Kathmandu", country: "np" });
        assertIsNow(time, beforeMs);
        assert.match(time, /\+05:45$/);
        assert.deepEqual([place!.id, place!.name, place!.country], [1283240, "Kathmandu", "NP"]);
        const { timezone, abbreviation, utcOffsetSeconds, isDst, isStale, distanceKm } = rest;
        assert.deepEqual([timezone, abbreviation, utcOffsetSeconds], ["Asia/Kathmandu", "+05:45", 20_700]);
        assert.deepEqual([isDst, isStale, distanceKm], [false, false, undefined]);
        assert.deepEqual(places.asked, ["Kathmandu/NP"]);
      });

      it("tells the time of the nearest place, and how far it is", async () => {
        const { timezone, place, distanceKm } = await clock.getNearestTime({ latitude: 40.28, longitude: -7.5 });
        assert.deepEqual([timezone, place!.name, distanceKm], ["Europe/Lisbon", "Covilhã", 1.5]);
        assert.deepEqual(places.asked, ["40.28,-7.5"]);
      });

      it("passes on what places says of a name that it does not know", async () => {
        const wanted = { code: "not_found", reason: "PLACE_NOT_FOUND", message: /Near spellings: Covilhã/ } as const;
        await assertFault(clock.getTime({ place: "Covilho" }), wanted);
      });

      it("tells places it has known while places is away, and says so", async () => {
        await clock.getTime({ place: "Covilhã" });
        places.fault = toUnavailable();
        const { time, isStale, place } = await clock.getTime({ place: "covilha" });
        assertIsNow(time, Date.now() - 60_000);
        assert.deepEqual([isStale, place!.name], [true, "Covilhã"]);
      });

      it("waits for a silent places only so long when it knows the place", async () => {
        await clock.getNearestTime({ latitude: 40.28, longitude: -7.5 });
        const gate = Promise.withResolvers<void>();
        places.gate = gate.promise;
        assert.equal((await clock.getNearestTime({ latitude: 40.28, longitude: -7.5 })).isStale, true);
        gate.resolve();
      });

      it("says which service is missing for places it does not know", async () => {
        places.fault = toUnavailable();
        const wanted = { code: "unavailable", reason: "PLACES_UNAVAILABLE", message: /places/ } as const;
        await assertFault(clock.getTime({ place: "Kathmandu" }), wanted);
      });

      it("says so when it does not know a place's zone", async () => {
        places.timezone = "Europe/Atlantis";
        const wanted = { code: "internal", reason: "UNKNOWN_ZONE", message: /Europe\/Atlantis/ } as const;
        await assertFault(clock.getTime({ place: "Covilhã" }), wanted);
      });

      it("refuses what is no place, no country and no point on the earth", async () => {
        const wanted = { code: "invalid_argument" } as const;
        await assertFault(clock.getTime({ place: "x".repeat(129) }), wanted);
        await assertFault(clock.getTime({ place: "Covilhã", country: "Portugal" }), wanted);
        await assertFault(clock.getNearestTime({ latitude: 91, longitude: 0 }), wanted);
        await assertFault(clock.getNearestTime({ longitude: 0 }), wanted);
      });
    },
    { env },
  );
});

describe("clock without places", () => {
  matrix(
    () => createTestClock(),
    (_, transport) => {
      const clock = createClient(ClockService, transport);

      it("tells the time of Covilhã, and of nothing else", async () => {
        assert.match((await clock.getCovilha({})).time, rfc3339);
        const wanted = { code: "unavailable", reason: "PLACES_UNAVAILABLE", message: /PLACES_URL is not set/ } as const;
        await assertFault(clock.getTime({ place: "Covilhã" }), wanted);
      });
    },
  );
});
