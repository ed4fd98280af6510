import type { Port } from "./port.ts";

/** A record that is well-formed but no valid port. */
export interface RejectedRecord {
  /** Where the record starts: line from 1, byte offset from 0. */
  readonly line: number;
  readonly offset: number;
  /** The key it has in the file; empty without one. */
  readonly unloc: string;
  readonly field: string;
  readonly message: string;
}

/** Some records of a file, in their order. */
export interface RecordBatch {
  readonly ports: readonly Port[];
  readonly rejects: readonly RejectedRecord[];
}

/** How a file holds its records: one JSON object keyed by UN/LOCODE, or one JSON object per line with an `unloc`. */
export type FileFormat = "object" | "lines";

/**
 * Reads a file of ports as its bytes come, in batches small enough to be done between two other calls. Without
 * `format` the first bytes tell. Throws MALFORMED_FILE or RECORD_TOO_LARGE.
 */
export type ReadPortFile = (bytes: AsyncIterable<Uint8Array>, format?: FileFormat) => AsyncIterable<RecordBatch>;
