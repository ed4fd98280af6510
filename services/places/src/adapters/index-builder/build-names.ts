import { foldName } from "../../domain/fold-name.ts";
import type { Columns } from "../gazetteer-index/columns.ts";
import { toPosting } from "../gazetteer-index/posting.ts";
import { buildKeys } from "./build-keys.ts";
import type { City } from "./read-cities.ts";

type NameColumns = Pick<
  Columns,
  "nameStarts" | "names" | "keyEntries" | "keyBlockStarts" | "keyBlockOwn" | "keyBlockOther"
>;

/** The names of all places, and the table of keys that finds them. */
export function buildNames(cities: readonly City[]): NameColumns {
  const blocks = cities.map(({ name, otherNames }) => Buffer.from(`${[name, ...otherNames].join("\n")}\n`));
  const postingsByKey = collectPostings(cities);
  const sorted = [...postingsByKey.keys()].sort();
  return {
    nameStarts: toStarts(blocks.map((block) => block.length)),
    names: Buffer.concat(blocks),
    ...buildKeys(sorted.map((key) => ({ key: Buffer.from(key, "latin1"), postings: postingsByKey.get(key)! }))),
  };
}

/** The postings of every key. A key is its UTF-8 with a letter for each byte: sorted as text, it is sorted by its bytes. */
function collectPostings(cities: readonly City[]): Map<string, number[]> {
  const postingsByKey = new Map<string, number[]>();
  for (const [row, { name, otherNames }] of cities.entries()) {
    const ownKeys = foldName(name);
    for (const key of new Set([...ownKeys, ...otherNames.flatMap(foldName)])) {
      const bytes = Buffer.from(key).toString("latin1");
      const posting = toPosting(row, ownKeys.includes(key));
      const postings = postingsByKey.get(bytes);
      if (postings) postings.push(posting);
      else postingsByKey.set(bytes, [posting]);
    }
  }
  return postingsByKey;
}

function toStarts(lengths: readonly number[]): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(lengths.length + 1);
  for (const [index, length] of lengths.entries()) starts[index + 1] = starts[index]! + length;
  return starts;
}
