import type { Columns } from "../gazetteer-index/columns.ts";
import { treeSizes } from "../gazetteer-index/near-trees.ts";
import { toCountryCode } from "../gazetteer-index/place-rows.ts";
import { buildNames } from "./build-names.ts";
import { buildTree } from "./build-tree.ts";
import type { City } from "./read-cities.ts";

/** The columns of an index over places, which come most populous first, then by id. */
export function buildColumns(cities: readonly City[]): Columns {
  const zoneNames = [...new Set(cities.map((city) => city.timezone))].sort();
  const zoneNumbers = new Map(zoneNames.map((name, number) => [name, number]));
  const ids = Uint32Array.from(cities, (city) => city.id);
  const coordinates = {
    latitudes: Int32Array.from(cities, (city) => Math.round(city.latitude * 1e5)),
    longitudes: Int32Array.from(cities, (city) => Math.round(city.longitude * 1e5)),
  };
  const trees = treeSizes(cities.length).map((size) => buildTree(size, coordinates));
  return {
    ids,
    rowsById: Uint32Array.from(ids.keys()).sort((a, b) => ids[a]! - ids[b]!),
    populations: Uint32Array.from(cities, (city) => city.population),
    ...coordinates,
    countries: Uint16Array.from(cities, (city) => toCountryCode(city.country)),
    zones: Uint16Array.from(cities, (city) => zoneNumbers.get(city.timezone)!),
    zoneNames: Buffer.from(zoneNames.join("\n")),
    ...buildNames(cities),
    treeRows: Uint32Array.from(trees.flatMap((tree) => [...tree.rows])),
    treeBoxes: Float32Array.from(trees.flatMap((tree) => [...tree.boxes])),
  };
}
