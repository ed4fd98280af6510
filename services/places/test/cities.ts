import type { City } from "../src/adapters/index-builder/read-cities.ts";

/** A place; what a test does not care for is the same for all. */
export function toCity(id: number, fields: Partial<City> = {}): City {
  const rest = { country: "PT", latitude: 40, longitude: -7, population: 1000, timezone: "Europe/Lisbon" };
  return { id, name: `Place ${id}`, otherNames: [], ...rest, ...fields };
}

/** Places that are hard to get right. */
export const awkwardCities: readonly City[] = [
  toCity(1, {
    name: "Covilhã",
    otherNames: ["Ковильян", "COV"],
    population: 17610,
    latitude: 40.28106,
    longitude: -7.50504,
  }),
  toCity(2, {
    name: "Munich",
    otherNames: ["München", "慕尼黑"],
    country: "DE",
    population: 1260391,
    latitude: 48.13743,
    longitude: 11.57549,
  }),
  toCity(3, { name: "Victoria", country: "CA", population: 289625, latitude: 48.4329, longitude: -123.3693 }),
  toCity(4, {
    name: "Hong Kong",
    otherNames: ["Victoria"],
    country: "HK",
    population: 7012738,
    latitude: 22.27832,
    longitude: 114.17469,
  }),
  toCity(5, { name: "Victoria", country: "SC", population: 22881, latitude: -4.62001, longitude: 55.45501 }),
  toCity(6, { name: "Victor Harbor", country: "AU", population: 22881, latitude: -35.55, longitude: 138.61667 }),
  toCity(7, { name: "Labasa", country: "FJ", population: 24187, latitude: -16.4332, longitude: 179.36451 }),
  toCity(8, { name: "Neiafu", country: "TO", population: 4320, latitude: -18.65, longitude: -173.98333 }),
  toCity(9, { name: "Longyearbyen", country: "SJ", population: 2060, latitude: 78.22334, longitude: 15.64689 }),
  toCity(10, { name: "McMurdo Station", country: "AQ", population: 1258, latitude: -77.846, longitude: 166.676 }),
  toCity(11, { name: "Nullarbor", country: "AU", population: 0, latitude: 0, longitude: 180 }),
  toCity(12, { name: "Nullarbor", country: "AU", population: 0, latitude: 0, longitude: -180 }),
];
