import type { Columns } from "./columns.ts";
import { KeyCursor } from "./key-cursor.ts";
import { isOwnName, toRow } from "./posting.ts";
import type { TopRows } from "./top-rows.ts";

type TableColumns = Pick<Columns, "keyEntries" | "keyBlockStarts" | "keyBlockOwn" | "keyBlockOther">;

/** All folded names in the order of their UTF-8 bytes, each with its postings. */
export class NameTable {
  readonly #columns: TableColumns;

  constructor(columns: TableColumns) {
    this.#columns = columns;
  }

  /** Stands on the first key of all. */
  start(): KeyCursor {
    return new KeyCursor(this.#columns.keyEntries, this.#columns.keyBlockStarts);
  }

  /** Stands on the first key that does not come before this one: which is equal to it, begins with it, or comes behind. */
  seek(key: Uint8Array): KeyCursor {
    const cursor = this.start();
    let [low, high] = [0, this.#columns.keyBlockStarts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      cursor.moveToBlock(middle);
      if (cursor.compare(key) < 0) low = middle;
      else high = middle - 1;
    }
    cursor.moveToBlock(low);
    while (cursor.length > 0 && cursor.compare(key) < 0) cursor.next();
    return cursor;
  }

  /**
   * Adds the rows of all keys that begin so to those by an own name or to those by another name, which count only while
   * there are not enough of the first. A block without a row that counts is not read.
   */
  addPrefixed(prefix: Uint8Array, own: TopRows, other: TopRows): void {
    const { keyBlockOwn, keyBlockOther } = this.#columns;
    const add = (posting: number) => (isOwnName(posting) ? own : other).add(toRow(posting));
    const isWorthReading = (block: number) =>
      own.mayTake(keyBlockOwn[block]!) || (!own.isFull && other.mayTake(keyBlockOther[block]!));
    const cursor = this.seek(prefix);
    while (cursor.length > 0 && cursor.compare(prefix) === 0) {
      if (cursor.isFirstOfBlock && !isWorthReading(cursor.block)) {
        cursor.moveToBlock(cursor.block + 1);
      } else {
        cursor.readPostings(add);
        cursor.next();
      }
    }
  }
}
