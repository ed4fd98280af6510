import { foldName } from "../../domain/fold-name.ts";
import type { Columns } from "../gazetteer-index/columns.ts";
import type { City } from "./read-cities.ts";

type NameColumns = Pick<Columns, "nameStarts" | "names" | "keyStarts" | "keys" | "postingStarts" | "postings">;

/** The names of all places, and the table of keys that finds them. */
export function buildNames(cities: readonly City[]): NameColumns {
  const blocks = cities.map(({ name, otherNames }) => Buffer.from(`${[name, ...otherNames].join("\n")}\n`));
  const rowsByKey = collectKeys(cities);
  const keys = [...rowsByKey.keys()].sort();
  const postings = keys.map((key) => rowsByKey.get(key)!);
  return {
    nameStarts: toStarts(blocks.map((block) => block.length)),
    names: Buffer.concat(blocks),
    keyStarts: toStarts(keys.map((key) => key.length)),
    keys: Buffer.from(keys.join(""), "latin1"),
    postingStarts: toStarts(postings.map((rows) => rows.length)),
    postings: Uint32Array.from(postings.flat()),
  };
}

/** The rows of every key. A key is its UTF-8 with a letter for each byte: sorted as text, it is sorted by its bytes. */
function collectKeys(cities: readonly City[]): Map<string, number[]> {
  const rowsByKey = new Map<string, number[]>();
  for (const [row, { name, otherNames }] of cities.entries()) {
    for (const key of new Set([name, ...otherNames].flatMap(foldName))) {
      const bytes = Buffer.from(key).toString("latin1");
      const rows = rowsByKey.get(bytes);
      if (rows) rows.push(row);
      else rowsByKey.set(bytes, [row]);
    }
  }
  return rowsByKey;
}

function toStarts(lengths: readonly number[]): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(lengths.length + 1);
  for (const [index, length] of lengths.entries()) starts[index + 1] = starts[index]! + length;
  return starts;
}
