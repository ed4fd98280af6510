import { maxEdits } from "../../domain/edit-distance.ts";
import { DistanceRows } from "./distance-rows.ts";
import type { KeyCursor } from "./key-cursor.ts";
import type { NameTable } from "./name-table.ts";

/** Hears of a near key while the cursor stands on it. */
export type UseNearKey = (cursor: KeyCursor, distance: number) => void;

/**
 * Finds all keys that are spelled almost like a pattern; one that is found twice is told twice. The keys are walked as if
 * they were a trie: what a key shares with the one before is not calculated again, and those that begin like one which is
 * too far already are passed over. Only those with the pattern's first letter may be more than one edit away.
 */
export function findNearKeys(table: NameTable, pattern: string, use: UseNearKey): void {
  const [first = ""] = pattern;
  const prefix = Buffer.from(first);
  walk(table.start(), new DistanceRows(pattern, 1), { use, isIn: () => true });
  const most = maxEdits(pattern, first);
  if (most === 1) return;
  walk(table.seek(prefix), new DistanceRows(pattern, most), { use, isIn: (cursor) => cursor.compare(prefix) === 0 });
}

function walk(
  cursor: KeyCursor,
  rows: DistanceRows,
  { use, isIn }: { readonly use: UseNearKey; readonly isIn: (cursor: KeyCursor) => boolean },
): void {
  while (cursor.length > 0 && isIn(cursor)) {
    const deadEnd = rows.advance(cursor);
    if (rows.distance <= rows.maxDistance) use(cursor, rows.distance);
    cursor.next(deadEnd);
  }
}
