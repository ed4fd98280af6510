import type { Side, Version } from "@flotilla/chassis/relation";
import type { SeenRecord } from "../workload/door.ts";
import type { Acknowledged } from "../workload/history.ts";

/** An event after a write: the links of a record before and after. */
export interface Difference {
  readonly side: Side;
  readonly id: string;
  readonly version: Version;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** An event that changes one link of a record. */
export interface LinkChange {
  /** Of who says so. */
  readonly side: Side;
  readonly origin: string;
  readonly target: string;
  readonly version: Version;
  readonly isPresent: boolean;
  /** The target's link is taken back: its other end is not there, or is full. */
  readonly isRefusal: boolean;
}

/** One save of a record, as its store had it before and after. Absent: there was, or is, no record. */
export interface Save {
  readonly side: Side;
  readonly id: string;
  readonly before: StoredRecord | undefined;
  readonly after: StoredRecord | undefined;
}

/** A record as a store keeps it, with the links that were removed. */
export interface StoredRecord {
  readonly version: Version;
  readonly links: readonly { readonly id: string; readonly version: Version; readonly isPresent: boolean }[];
}

/** All that is known when every write is answered and nothing moves any more. */
export interface Evidence {
  readonly acknowledged: readonly Acknowledged[];
  /** What the same request was told twice, and differs. */
  readonly contradictions: readonly string[];
  /** Failures, as `code REASON`, that callers were told of. */
  readonly failures: readonly string[];
  /** Each event that was ever published, once. */
  readonly differences: readonly Difference[];
  readonly changes: readonly LinkChange[];
  readonly records: Readonly<Record<Side, readonly SeenRecord[]>>;
  /** In order, for stores that can tell; undefined: they cannot. */
  readonly saves: Readonly<Record<Side, readonly Save[] | undefined>>;
  /** What is left undone: waiting in an outbox or in a queue, or given up. */
  readonly leftovers: readonly string[];
}
