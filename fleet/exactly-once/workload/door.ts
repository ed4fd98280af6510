import type { Side, Version } from "@flotilla/chassis/relation";

/** A record as a caller sees it. */
export interface SeenRecord {
  readonly id: string;
  /** The version that its ETag names. */
  readonly version: Version;
  /** The words of the last write: what tells which write the record is of. */
  readonly words: Words;
  readonly links: readonly string[];
}

/** Text fields of a record, by proto name. */
export type Words = Readonly<Record<string, string>>;

/** One request to write, with its key. Sent again it is the same in every byte. */
export interface WriteRequest {
  readonly side: Side;
  readonly kind: "create" | "replace" | "update" | "delete";
  readonly key: string;
  /** Empty for a creation. */
  readonly id: string;
  /** Absent: left as they are. */
  readonly words: Words | undefined;
  /** Absent: left as they are. */
  readonly links: readonly string[] | undefined;
  /** The version that the record must have. */
  readonly ifMatch: Version | undefined;
}

/** An answer for good: the write stands, or it has had no effect and never will. */
export type WriteAnswer =
  | { readonly state: "done"; readonly id: string; readonly version: Version; readonly isReplayed: boolean }
  | { readonly state: "refused"; readonly reason: string };

/** Both services, as a caller reaches them. Whatever rejects may or may not have been done: it must be sent again. */
export interface Door {
  /** Undefined: there is none. */
  read(side: Side, id: string): Promise<SeenRecord | undefined>;
  write(request: WriteRequest): Promise<WriteAnswer>;
}
