import { readFileSync } from "node:fs";
import type { City } from "./read-cities.ts";

/** What has changed since GeoNames wrote the zones down, and where it was wrong: `data/zones.json`. */
export interface ZonePatches {
  /** Old names of zones, with the new ones. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Ids of places by the zone that they are in. */
  readonly corrected: Readonly<Record<string, readonly number[]>>;
  /** Ids of places whose zone stays although the borders say another one, by the reason. */
  readonly kept: Readonly<Record<string, readonly number[]>>;
}

/** Reads what `npm run zones` wrote. */
export function readZonePatches(): ZonePatches {
  return JSON.parse(readFileSync(new URL("../../../data/zones.json", import.meta.url), "utf8"));
}

/** The places with the zones that they are in today. */
export function patchZones(cities: readonly City[], { renamed, corrected }: ZonePatches): City[] {
  const zoneOf = new Map(Object.entries(corrected).flatMap(([zone, ids]) => ids.map((id) => [id, zone] as const)));
  return cities.map((city) => {
    const timezone = zoneOf.get(city.id) ?? renamed[city.timezone] ?? city.timezone;
    return timezone === city.timezone ? city : { ...city, timezone };
  });
}
