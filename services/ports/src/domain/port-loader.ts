import type { Port } from "./port.ts";

/** How many ports of a batch were new, were replaced by something else, or were the same already. */
export interface PutCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** What tells one version of a file from another. `mtimeMs` is when it was last written. */
export interface FileMark {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** SHA-256 in hex. */
  readonly digest: string;
}

/** The store's other side: everything changed at once. */
export interface PortLoader {
  /** Starts a copy of all ports to work on. One at a time: the importer sees to it. */
  stage(): Promise<PortStaging>;
  /** The file that was loaded last from start to end. */
  readMark(): Promise<FileMark | undefined>;
  /** Remembers that the store holds this file. */
  writeMark(mark: FileMark): Promise<void>;
}

/** A copy of all ports that nobody else sees until it takes the place of the original. */
export interface PortStaging {
  /** Creates or replaces, in order. Ports that were put into the original meanwhile stay as they are. */
  put(ports: readonly Port[]): PutCounts;
  /** Takes the place of the original in one step; `mark` is remembered with it. */
  publish(mark?: FileMark): Promise<void>;
  /** Throws the copy away. Does nothing after {@link publish}. */
  drop(): Promise<void>;
}
