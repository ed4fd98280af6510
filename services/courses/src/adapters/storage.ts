import type { Part } from "@flotilla/chassis";
import type { StaleNames } from "@flotilla/chassis/cache";
import type { KeyStore } from "@flotilla/chassis/idempotency";
import type { OutboxEvent, OutboxStore } from "@flotilla/chassis/outbox";
import type { CourseStore } from "../domain/course-store.ts";
import type { EncodeEvent } from "./event-encoder.ts";

/** What a store of courses works with. */
export interface StoreOptions {
  readonly encode: EncodeEvent;
  /** Hears of the events of each change once they are in the outbox for good. */
  readonly onRecorded: (events: readonly OutboxEvent[]) => void;
}

/** A database with all that courses keeps in it. */
export interface Storage {
  /** As OpenTelemetry calls it. */
  readonly engine: "mongodb" | "sqlite";
  readonly database: Part;
  readonly outbox: OutboxStore;
  readonly keys: KeyStore;
  readonly staleNames: StaleNames;
  createStore(options: StoreOptions): CourseStore;
}
