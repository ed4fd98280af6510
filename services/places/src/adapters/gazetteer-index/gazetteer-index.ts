import { distanceKm } from "../../domain/distance.ts";
import { foldName } from "../../domain/fold-name.ts";
import type { Gazetteer, ListQuery, NameQuery, NearQuery } from "../../domain/gazetteer.ts";
import type { NearPlace, Place } from "../../domain/place.ts";
import type { Columns } from "./columns.ts";
import { NameTable } from "./name-table.ts";
import { findNearKeys } from "./near-keys.ts";
import { NearTrees } from "./near-trees.ts";
import { PlaceRows, toCountryCode } from "./place-rows.ts";
import { toRow } from "./posting.ts";
import { TopRows } from "./top-rows.ts";
import { type Spelling, TopSpellings } from "./top-spellings.ts";

/** The gazetteer over the columns of an index. */
export class GazetteerIndex implements Gazetteer {
  readonly #places: PlaceRows;
  readonly #table: NameTable;
  readonly #trees: NearTrees;

  constructor(columns: Columns) {
    this.#places = new PlaceRows(columns);
    this.#table = new NameTable(columns);
    this.#trees = new NearTrees(columns);
  }

  get(id: number): Place | undefined {
    const row = this.#places.findRow(id);
    return row === undefined ? undefined : this.#places.readPlace(row);
  }

  otherNames(id: number): readonly string[] {
    const row = this.#places.findRow(id);
    return row === undefined ? [] : this.#places.readNames(row).slice(1);
  }

  listNamed({ keys, country, after, limit }: ListQuery): Place[] {
    const last = after === undefined ? -1 : (this.#places.findRow(after) ?? Number.POSITIVE_INFINITY);
    const isInCountry = this.#toFilter(country);
    const rows = new TopRows(limit, (row) => row > last && isInCountry(row));
    for (const key of keys.map(toBytes)) {
      const cursor = this.#table.seek(key);
      const isThere = cursor.length === key.length && cursor.compare(key) === 0;
      if (isThere) cursor.readPostings((posting) => rows.add(toRow(posting)));
    }
    return rows.list().map((row) => this.#places.readPlace(row));
  }

  listPrefixed({ keys, country, limit }: NameQuery): Place[] {
    const isWanted = this.#toFilter(country);
    const [own, other] = [new TopRows(limit, isWanted), new TopRows(limit, isWanted)];
    for (const key of keys) this.#table.addPrefixed(toBytes(key), own, other);
    const rows = new Set([...own.list(), ...other.list()]);
    return [...rows].slice(0, limit).map((row) => this.#places.readPlace(row));
  }

  listNear({ point, limit, minPopulation }: NearQuery): NearPlace[] {
    const rows = this.#trees.find(point, this.#places.countOfAtLeast(minPopulation), limit);
    const found = rows.map((row) => this.#places.readPlace(row));
    return found.map((place) => ({ place, distanceKm: distanceKm(point, place) }));
  }

  listSpelledLike({ keys, country, limit }: NameQuery): string[] {
    const spellings = new TopSpellings(limit);
    const isWanted = this.#toFilter(country);
    for (const pattern of keys) {
      findNearKeys(this.#table, pattern, (cursor, distance) => {
        cursor.readPostings((posting) => {
          const row = toRow(posting);
          if (!isWanted(row)) return false;
          spellings.add(row, distance, () => cursor.readKey());
          return true;
        });
      });
    }
    return [...new Set(spellings.list().map((spelling) => this.#readSpelling(spelling)))];
  }

  /** The name behind the keys, written as the data writes it; the own one comes first. */
  #readSpelling({ row, keys }: Spelling): string {
    const names = this.#places.readNames(row);
    return names.find((name) => foldName(name).some((key) => keys.has(key))) ?? names[0]!;
  }

  #toFilter(country: string | undefined): (row: number) => boolean {
    if (country === undefined) return () => true;
    const code = toCountryCode(country);
    return (row) => this.#places.isIn(row, code);
  }
}

function toBytes(key: string): Uint8Array {
  return Buffer.from(key);
}
