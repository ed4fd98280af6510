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
  /** All folded names with their postings, as a KeyCursor reads them. */
  keyEntries: Uint8Array,
  /** Where the blocks of keys begin, each with a key that is written whole. */
  keyBlockStarts: Uint32Array,
  /** The lowest row in each such block that has a key of it by its own name. */
  keyBlockOwn: Uint32Array,
  /** The same by another name. */
  keyBlockOther: Uint32Array,
  /** The rows of all trees, one tree after the other. */
  treeRows: Uint32Array,
  /** Their boxes. */
  treeBoxes: Float32Array,
} as const;

/** Name of a column. */
export type ColumnName = keyof typeof columnTypes;

/** The columns of one index. */
export type Columns = { readonly [Name in ColumnName]: InstanceType<(typeof columnTypes)[Name]> };

/** In the order of the file. */
export const columnNames = Object.keys(columnTypes) as ColumnName[];
