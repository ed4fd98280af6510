/**
 * What the index holds. Places are rows, the most populous first, then by id: a list of ascending rows is in the order
 * that callers want, and "at least so many people" is "before this row".
 */
export const columnTypes = {
  ids: Uint32Array,
  /** Rows by ascending id. */
  rowsById: Uint32Array,
  populations: Uint32Array,
  /** Hundred-thousandths of a degree, which is how exact GeoNames is. */
  latitudes: Int32Array,
  longitudes: Int32Array,
  /** Two ASCII letters. */
  countries: Uint16Array,
  zones: Uint16Array,
  /** Names of zones in UTF-8, one a line. */
  zoneNames: Uint8Array,
  /** Where the names of each row begin, and where the last ones end. */
  nameStarts: Uint32Array,
  /** UTF-8; the names of a place one a line, its own first; every line ends with a newline. */
  names: Uint8Array,
  /** Where each key begins, and where the last one ends. */
  keyStarts: Uint32Array,
  /** All folded names in UTF-8, without repetition, in the order of their bytes. */
  keys: Uint8Array,
  /** Where the rows of each key begin, and where the last ones end. */
  postingStarts: Uint32Array,
  /** The rows that have the key, ascending. */
  postings: Uint32Array,
  /** A k-d tree over all rows, and over the first eighth of them, of these, and so on: the bytes of a KDBush. */
  tree0: Uint8Array,
  tree1: Uint8Array,
  tree2: Uint8Array,
  tree3: Uint8Array,
} as const;

/** Name of a column. */
export type ColumnName = keyof typeof columnTypes;

/** The columns of one index. */
export type Columns = { readonly [Name in ColumnName]: InstanceType<(typeof columnTypes)[Name]> };

/** In the order of the file. */
export const columnNames = Object.keys(columnTypes) as ColumnName[];

/** How many rows the tree of this number covers. */
export function treeSize(rows: number, tree: number): number {
  return Math.ceil(rows / 8 ** tree);
}
