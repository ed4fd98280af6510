import { distanceKm } from "../../domain/distance.ts";
import { maxEdits } from "../../domain/edit-distance.ts";
import { foldName } from "../../domain/fold-name.ts";
import type { Gazetteer, ListQuery, NameQuery, NearQuery } from "../../domain/gazetteer.ts";
import type { NearPlace, Place } from "../../domain/place.ts";
import type { Columns } from "./columns.ts";
import { type KeyRange, NameTable } from "./name-table.ts";
import { findNearKeys } from "./near-keys.ts";
import { NearTrees } from "./near-trees.ts";
import { PlaceRows, toCountryCode } from "./place-rows.ts";
import { TopRows } from "./top-rows.ts";
import { type Spelling, TopSpellings } from "./top-spellings.ts";

/** The gazetteer over the columns of an index. */
export class GazetteerIndex implements Gazetteer {
  readonly #columns: Columns;
  readonly #places: PlaceRows;
  readonly #table: NameTable;
  readonly #trees: NearTrees;

  constructor(columns: Columns) {
    this.#columns = columns;
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
    for (const key of keys) this.#addRows(rows, this.#table.findKey(Buffer.from(key)));
    return rows.list().map((row) => this.#places.readPlace(row));
  }

  listPrefixed({ keys, country, limit }: NameQuery): Place[] {
    const rows = new TopRows(limit, this.#toFilter(country));
    for (const key of keys) this.#addRows(rows, this.#table.findPrefix(Buffer.from(key)));
    return rows.list().map((row) => this.#places.readPlace(row));
  }

  listNear({ point, limit, minPopulation }: NearQuery): NearPlace[] {
    const rows = this.#trees.find(point, this.#places.countOfAtLeast(minPopulation), limit);
    const found = rows.map((row) => this.#places.readPlace(row));
    return found.map((place) => ({ place, distanceKm: distanceKm(point, place) }));
  }

  listSpelledLike({ keys, country, limit }: NameQuery): string[] {
    const spellings = new TopSpellings(limit);
    const isWanted = this.#toFilter(country);
    for (const key of keys) {
      for (const { index, distance } of findNearKeys(this.#table, this.#columns, {
        pattern: key,
        maxDistance: maxEdits(key),
      })) {
        const row = this.#firstRow(index, isWanted);
        if (row !== undefined) spellings.add({ row, distance, index });
      }
    }
    return spellings.list().map((spelling) => this.#readSpelling(spelling));
  }

  #addRows(rows: TopRows, { first, end }: KeyRange): void {
    const { postings, postingStarts } = this.#columns;
    const last = postingStarts[end]!;
    for (let at = postingStarts[first]!; at < last; at++) rows.add(postings[at]!);
  }

  #firstRow(key: number, isWanted: (row: number) => boolean): number | undefined {
    const { postings, postingStarts } = this.#columns;
    return postings.subarray(postingStarts[key]!, postingStarts[key + 1]!).find(isWanted);
  }

  /** The name behind a key, written as the data writes it. */
  #readSpelling({ row, index }: Spelling): string {
    const names = this.#places.readNames(row);
    const key = this.#table.readKey(index);
    return names.find((name) => foldName(name).includes(key)) ?? names[0]!;
  }

  #toFilter(country: string | undefined): (row: number) => boolean {
    if (country === undefined) return () => true;
    const code = toCountryCode(country);
    return (row) => this.#places.isIn(row, code);
  }
}
