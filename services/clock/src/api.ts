import { type Call, implement, type Service } from "@flotilla/chassis";
import { ClockService } from "@flotilla/contract/flotilla/clock/v1/clock";
import { formatTime } from "./domain/format-time.ts";
import type { Recalled } from "./domain/memory.ts";
import type { FoundPlace } from "./domain/place.ts";
import type { RememberedPlaces } from "./domain/remember-places.ts";
import type { WallClock } from "./domain/wall-clock.ts";
import type { Zones } from "./domain/zones.ts";

/** What the rpcs work with. */
export interface ClockPorts {
  readonly wallClock: WallClock;
  readonly zones: Zones;
  readonly places: RememberedPlaces;
  /** Counts how the place of each answer was come by. */
  count(result: "hit" | "miss" | "stale"): void;
}

/** ClockService over the domain. */
export function createClockApi(ports: ClockPorts): Service {
  const { wallClock, places } = ports;
  return implement(ClockService, {
    getCovilha(_, call) {
      call.setHeader("cache-control", "no-store");
      return { time: formatTime(wallClock.now(), "Europe/Lisbon") };
    },
    getTime: async ({ place, country }, call) => tell(ports, await places.findByName(place, country), call),
    getNearestTime: async ({ latitude, longitude }, call) =>
      tell(ports, await places.findNearest({ latitude: latitude!, longitude: longitude! }), call),
  });
}

function tell({ wallClock, zones, count }: ClockPorts, recalled: Recalled<FoundPlace>, call: Call) {
  const { place, distanceKm } = recalled.value;
  const { timezone, ...rest } = place;
  const instant = wallClock.now();
  const { abbreviation, utcOffsetSeconds, isDst } = zones.seasonOf(timezone, instant);
  const time = formatTime(instant, timezone);
  sayHow(recalled, call);
  count(toResult(recalled));
  const answer = { time, timezone, abbreviation, utcOffsetSeconds, isDst, place: rest, isStale: recalled.isStale };
  return distanceKm === undefined ? answer : { ...answer, distanceKm };
}

/** Times are never kept on the way; where the place came from is said as RFC 9211 has it. A stale answer is logged so. */
function sayHow({ isStale, asked, freshForMs }: Recalled<FoundPlace>, call: Call): void {
  const how = asked ? `fwd=${asked}` : "hit";
  const ttl = Math.floor(freshForMs / 1000);
  call.setHeader("cache-control", "no-store");
  call.setHeader("cache-status", `clock; ${how}; ttl=${ttl}${isStale ? "; detail=stale-if-error" : ""}`);
  if (isStale) call.reason = "PLACES_UNAVAILABLE";
}

function toResult({ isStale, asked }: Recalled<FoundPlace>): "hit" | "miss" | "stale" {
  if (isStale) return "stale";
  return asked ? "miss" : "hit";
}
