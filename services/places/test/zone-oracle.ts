import { find } from "geo-tz/all";
import type { City } from "../src/adapters/index-builder/read-cities.ts";

const day = 24 * 60 * 60 * 1000;
const [first, last] = [Date.UTC(2026, 0, 1), Date.UTC(2029, 0, 1)];
const clocks = new Map<string, string>();

/** A place whose zone is not what the borders of the zones say, by name or, worse, by the clock. */
export interface Disagreement {
  readonly city: City;
  /** The zones that have its coordinates inside their borders; where a zone is disputed there are several. */
  readonly oracle: readonly string[];
  /** Does some zone of the oracle show the same time from 2026 to 2028? */
  readonly isSameClock: boolean;
}

/** Compares zones with the borders in `geo-tz`, which come from OpenStreetMap. */
export function findDisagreements(cities: readonly City[]): Disagreement[] {
  return cities.flatMap((city) => {
    const oracle = find(city.latitude, city.longitude);
    if (oracle.includes(city.timezone)) return [];
    return [{ city, oracle, isSameClock: oracle.some((zone) => readClock(zone) === readClock(city.timezone)) }];
  });
}

/** All offsets of a zone, one for every five days. */
function readClock(timeZone: string): string {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const offsets: (string | undefined)[] = [];
  for (let time = first; time < last; time += 5 * day) {
    offsets.push(format.formatToParts(time).find((part) => part.type === "timeZoneName")?.value);
  }
  clocks.set(timeZone, offsets.join());
  return offsets.join();
}
