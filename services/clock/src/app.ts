import {
  type Caller,
  type ChassisSettings,
  createCacheCounter,
  Dependency,
  type Module,
  systemClock,
  type Telemetry,
} from "@flotilla/chassis";
import { PlacesClient } from "./adapters/places-client.ts";
import { systemWallClock } from "./adapters/system-wall-clock.ts";
import { createClockApi } from "./api.ts";
import type { ClockSettings } from "./config.ts";
import { Memory } from "./domain/memory.ts";
import type { FoundPlace } from "./domain/place.ts";
import { rememberPlaces } from "./domain/remember-places.ts";
import { Zones } from "./domain/zones.ts";

/** Puts clock together. It asks places at `PLACES_URL`; without that in `memory`, where there is any. */
export function createClock(settings: ClockSettings & ChassisSettings, telemetry: Telemetry, memory?: Caller): Module {
  const { placesUrl: urls, placesIdentity: identity, placesFreshFor: freshMs, placesRemembered: maxEntries } = settings;
  const dependency = new Dependency({ name: "places", settings, telemetry, urls, caller: memory, identity });
  const remembered = new Memory<FoundPlace>({ timer: systemClock, freshMs, maxEntries });
  const places = rememberPlaces(new PlacesClient(dependency), remembered);
  const counter = createCacheCounter(telemetry.metrics);
  const count = (result: string) => counter.inc({ cache: "clock_places", result });
  const api = createClockApi({ wallClock: systemWallClock, zones: new Zones(), places, count });
  return { name: "clock", services: [api], parts: [dependency] };
}
