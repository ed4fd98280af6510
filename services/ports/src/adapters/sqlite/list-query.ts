import type { SQLInputValue } from "node:sqlite";
import { fold } from "../../domain/fold.ts";
import { boxesAround } from "../../domain/place.ts";
import { type Circle, type PortFilter, parseCountry } from "../../domain/port-filter.ts";

/** A condition of a WHERE clause and what to bind to it. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** How SQLite finds what a filter lets through. */
export interface ListPlan {
  readonly from: string;
  /** What an index or the key answers. */
  readonly quick: Condition;
  /** What has to be looked at row by row; absent if there is nothing of the kind. */
  readonly slow: Condition | undefined;
}

/** Circles up to this height (in degrees of latitude) are found by the index on places; wider ones hold too much. */
const maxIndexedHeight = 10;

/** Splits a filter into what is quick and what is slow. */
export function planList(filter: PortFilter): ListPlan {
  const quick: Condition[] = [];
  const slow: Condition[] = [];
  const { country, city, name, timezone, near } = filter;
  if (country !== undefined) quick.push(toCountry(country));
  if (city !== undefined) quick.push({ sql: "city = ?", values: [fold(city)] });
  if (timezone !== undefined) quick.push({ sql: "timezone = ?", values: [timezone] });
  if (name !== undefined) slow.push({ sql: "instr(name, ?) > 0", values: [fold(name)] });
  const box = near && toBox(near);
  if (box) (box.isIndexed ? quick : slow).push(box);
  if (near) slow.push(toCircle(near));
  const from = box?.isIndexed ? "port INDEXED BY port_place" : "port";
  return { from, quick: join(quick), slow: slow.length > 0 ? join(slow) : undefined };
}

function toCountry(country: string): Condition {
  const wanted = parseCountry(country);
  if ("name" in wanted) return { sql: "country = ?", values: [wanted.name] };
  return { sql: "unloc BETWEEN ? AND ?", values: [wanted.prefix, `${wanted.prefix}~`] };
}

function toBox({ center, radiusKm }: Circle): Condition & { readonly isIndexed: boolean } {
  const boxes = boxesAround(center, radiusKm);
  const [first, second = boxes[0]!] = [boxes[0]!, boxes[1]];
  const sql = "latitude BETWEEN ? AND ? AND (longitude BETWEEN ? AND ? OR longitude BETWEEN ? AND ?)";
  const values = [first.south, first.north, first.west, first.east, second.west, second.east];
  return { sql, values, isIndexed: first.north - first.south <= maxIndexedHeight };
}

function toCircle({ center, radiusKm }: Circle): Condition {
  const values = [center.latitude, center.longitude, radiusKm];
  return { sql: "distance_km(?, ?, latitude, longitude) <= ?", values };
}

function join(conditions: readonly Condition[]): Condition {
  const sql = conditions.map((condition) => `AND ${condition.sql}`).join(" ");
  return { sql, values: conditions.flatMap((condition) => condition.values) };
}
