// What a key leads to is a row and whether the key is of the place's own name, as one number, so that postings in
// ascending order are rows in ascending order.

/** The number for a row that has a key by its own name or by another one. */
export function toPosting(row: number, isOwnName: boolean): number {
  return row * 2 + (isOwnName ? 0 : 1);
}

/** The row of a posting. */
export function toRow(posting: number): number {
  return posting >>> 1;
}

/** Does the posting stand for the place's own name? */
export function isOwnName(posting: number): boolean {
  return (posting & 1) === 0;
}
