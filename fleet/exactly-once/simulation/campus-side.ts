import type { OutboxEvent } from "@flotilla/chassis/outbox";
import type { Side } from "@flotilla/chassis/relation";
import type { Save } from "../proof/evidence.ts";
import type { SeenRecord } from "../workload/door.ts";
import type { MemoryKeys } from "./memory-keys.ts";
import type { MemoryOutbox } from "./memory-outbox.ts";
import type { Subjects } from "./replica.ts";
import type { SimProcess } from "./sim-process.ts";
import type { Surroundings, UseCases } from "./use-cases.ts";

/** Hears of the events of each save that a process knows to be done. */
export type OnSaved = (events: readonly OutboxEvent[]) => void;

/** A service of the simulation: what of it outlives its processes, and how a process of it is made. */
export interface CampusSide {
  readonly side: Side;
  readonly subjects: Subjects;
  /** Subjects of what it publishes. */
  readonly emits: readonly string[];
  readonly outbox: MemoryOutbox;
  readonly keys: MemoryKeys;
  readonly saves: readonly Save[];
  /** All records there are, whoever asks. */
  list(): Promise<readonly SeenRecord[]>;
  createUseCases(process: SimProcess, around: Surroundings, onSaved: OnSaved): UseCases;
}
