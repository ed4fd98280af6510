import type { KeptAnswer } from "@flotilla/chassis/idempotency";
import type { OutboxEvent } from "@flotilla/chassis/outbox";
import type { Version } from "@flotilla/chassis/relation";
import type { Difference, LinkChange, StoredRecord } from "../proof/evidence.ts";
import type { SeenRecord, WriteRequest } from "../workload/door.ts";
import type { Keep } from "./answer-once.ts";

/** A change of one record, as both domains draw it. */
export interface RecordChange<Event> {
  readonly id: string;
  readonly version: Version;
  readonly before?: StoredRecord | undefined;
  readonly after?: StoredRecord | undefined;
  readonly events: readonly Event[];
  readonly answer?: KeptAnswer | undefined;
}

/** What a store of either side has in common with the other's. */
export interface RecordStore<Change> {
  save(change: Change): Promise<boolean>;
}

/** What a service of the campus does, with whatever its process has around it. */
export interface UseCases {
  read(id: string): Promise<SeenRecord | undefined>;
  write(request: WriteRequest, keep: Keep): Promise<{ readonly id: string; readonly version: Version }>;
  /** Takes an event of its own service. */
  spread(difference: Difference): Promise<void>;
  /** Takes an event of the other service. */
  apply(change: LinkChange, messageId: string): Promise<void>;
}

/** What a process of a service has around its use cases. */
export interface Surroundings {
  /** Milliseconds since 1970, by this machine's clock, which may be wrong. */
  nowMs(): number;
  pause(attempt: number): Promise<void>;
  random(): number;
  /** Publishes at once; resolves when all are stored. */
  publish(events: readonly OutboxEvent[]): Promise<void>;
}
