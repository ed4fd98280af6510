import type { Place } from "../../domain/place.ts";
import type { Columns } from "./columns.ts";

const newline = 0x0a;

/** Rows as places: nothing of a place is an object until somebody asks for it. */
export class PlaceRows {
  readonly #columns: Columns;
  readonly #zones: readonly string[];

  constructor(columns: Columns) {
    this.#columns = columns;
    this.#zones = toText(columns.zoneNames).split("\n");
  }

  /** The row of this id. */
  findRow(id: number): number | undefined {
    const { ids, rowsById } = this.#columns;
    const row = rowsById[firstWhere(ids.length, (at) => ids[rowsById[at]!]! >= id)];
    return row !== undefined && ids[row] === id ? row : undefined;
  }

  /** How many places have so many people: rows below this number. */
  countOfAtLeast(population: number): number {
    const { populations } = this.#columns;
    return firstWhere(populations.length, (row) => populations[row]! < population);
  }

  isIn(row: number, countryCode: number): boolean {
    return this.#columns.countries[row] === countryCode;
  }

  readPlace(row: number): Place {
    const { ids, names, nameStarts, countries, latitudes, longitudes, populations, zones } = this.#columns;
    const start = nameStarts[row]!;
    return {
      id: ids[row]!,
      name: toText(names.subarray(start, names.indexOf(newline, start))),
      country: String.fromCharCode(countries[row]! >> 8, countries[row]! & 0xff),
      latitude: latitudes[row]! / 1e5,
      longitude: longitudes[row]! / 1e5,
      population: populations[row]!,
      timezone: this.#zones[zones[row]!]!,
    };
  }

  /** All names, its own first. */
  readNames(row: number): string[] {
    const { names, nameStarts } = this.#columns;
    return toText(names.subarray(nameStarts[row]!, nameStarts[row + 1]! - 1)).split("\n");
  }
}

/** Two upper-case letters as a column holds them. */
export function toCountryCode(letters: string): number {
  return (letters.charCodeAt(0) << 8) | letters.charCodeAt(1);
}

function firstWhere(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function toText({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString();
}
