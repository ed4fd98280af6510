import KDBush from "kdbush";
import { type Columns, treeSize } from "../gazetteer-index/columns.ts";
import { toCountryCode } from "../gazetteer-index/place-rows.ts";
import { buildNames } from "./build-names.ts";
import type { City } from "./read-cities.ts";

/** The columns of an index over places, which come most populous first, then by id. */
export function buildColumns(cities: readonly City[]): Columns {
  const zoneNames = [...new Set(cities.map((city) => city.timezone))].sort();
  const zoneNumbers = new Map(zoneNames.map((name, number) => [name, number]));
  const ids = Uint32Array.from(cities, (city) => city.id);
  return {
    ids,
    rowsById: Uint32Array.from(ids.keys()).sort((a, b) => ids[a]! - ids[b]!),
    populations: Uint32Array.from(cities, (city) => city.population),
    latitudes: Int32Array.from(cities, (city) => Math.round(city.latitude * 1e5)),
    longitudes: Int32Array.from(cities, (city) => Math.round(city.longitude * 1e5)),
    countries: Uint16Array.from(cities, (city) => toCountryCode(city.country)),
    zones: Uint16Array.from(cities, (city) => zoneNumbers.get(city.timezone)!),
    zoneNames: Buffer.from(zoneNames.join("\n")),
    ...buildNames(cities),
    ...{ tree0: buildTree(cities, 0), tree1: buildTree(cities, 1) },
    ...{ tree2: buildTree(cities, 2), tree3: buildTree(cities, 3) },
  };
}

function buildTree(cities: readonly City[], tree: number): Uint8Array<ArrayBuffer> {
  const covered = cities.slice(0, treeSize(cities.length, tree));
  const index = new KDBush(covered.length, 16);
  for (const { longitude, latitude } of covered) index.add(longitude, latitude);
  return new Uint8Array(index.finish().data as ArrayBuffer);
}
