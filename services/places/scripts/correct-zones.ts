// Writes what is renamed and corrected in data/zones.json: `npm run zones -w @flotilla/places`. GeoNames says zones as
// they were in March 2020; the borders in geo-tz are newer. Where they show another time and the place's country has the
// zone of the borders, or the zone is newer than the data, the borders are right. What remains needs a reason by hand.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { find } from "geo-tz/all";
import { type City, readCities } from "../src/adapters/index-builder/read-cities.ts";
import type { ZonePatches } from "../src/adapters/index-builder/zone-patches.ts";
import { findDisagreements } from "../test/zone-oracle.ts";

const path = fileURLToPath(new URL("../data/zones.json", import.meta.url));
const { kept } = JSON.parse(readFileSync(path, "utf8")) as ZonePatches;
const cities = readCities();
const patches: ZonePatches = { renamed: findRenamed(cities), corrected: findCorrected(cities), kept };
writeFileSync(path, `${JSON.stringify(patches, null, 2)}\n`);

/** Zones that no border knows, with the one that most of their places are in now. */
function findRenamed(all: readonly City[]): Record<string, string> {
  const found = new Map(all.map((city) => [city, find(city.latitude, city.longitude)]));
  const current = new Set([...found.values()].flat());
  const old = [...new Set(all.map((city) => city.timezone))].filter((zone) => !current.has(zone)).sort();
  const newNames = old.map((zone) => {
    const members = all.filter((city) => city.timezone === zone).flatMap((city) => found.get(city)!);
    return [zone, mostFrequent(members)];
  });
  return Object.fromEntries(newNames);
}

function findCorrected(all: readonly City[]): Record<string, number[]> {
  const known = new Set(all.flatMap(({ country, timezone }) => [timezone, `${country} ${timezone}`]));
  const wrong = findDisagreements(all).filter(({ isSameClock }) => !isSameClock);
  const places = wrong.flatMap(({ city, oracle }) => {
    const zone = oracle.find((name) => known.has(`${city.country} ${name}`) || !known.has(name));
    return zone === undefined ? [] : [{ zone, id: city.id }];
  });
  const byZone = Map.groupBy(places, (place) => place.zone);
  const sorted = [...byZone].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([zone, inZone]) => [zone, inZone.map(({ id }) => id).sort((a, b) => a - b)]));
}

function mostFrequent(values: readonly string[]): string {
  const counts = Map.groupBy(values, (value) => value);
  return [...counts].sort(([, a], [, b]) => b.length - a.length)[0]![0];
}
