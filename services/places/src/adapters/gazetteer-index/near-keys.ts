import type { Columns } from "./columns.ts";
import { DistanceRows } from "./distance-rows.ts";
import type { NameTable } from "./name-table.ts";

/** A key that is spelled almost as asked. */
export interface NearKey {
  readonly index: number;
  readonly distance: number;
}

/**
 * Finds all keys within an edit distance of a pattern, in their order. They are walked as if they were a trie: what a key
 * shares with the one before is not calculated again, and all that begin like one which is too far are passed over.
 */
export function* findNearKeys(
  table: NameTable,
  { keys, keyStarts }: Pick<Columns, "keys" | "keyStarts">,
  { pattern, maxDistance }: { readonly pattern: string; readonly maxDistance: number },
): Generator<NearKey, void, undefined> {
  const rows = new DistanceRows(keys, pattern, maxDistance);
  for (let index = 0; index < table.size; ) {
    const start = keyStarts[index]!;
    const deadEnd = rows.advance(start, keyStarts[index + 1]!);
    if (deadEnd > 0) {
      index = table.skipPrefix(index, deadEnd);
      continue;
    }
    if (rows.distance <= maxDistance) yield { index, distance: rows.distance };
    index++;
  }
}
