import type { Side } from "@flotilla/chassis/relation";
import type { CampusMessage } from "../proof/decode-events.ts";
import type { Save } from "../proof/evidence.ts";

/** Something that can be killed with SIGKILL, and started again on what it had made durable. */
export interface Victim {
  readonly name: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/** students and courses at work, with all that they live on. */
export interface Campus extends AsyncDisposable {
  /** Where they are, by side. */
  readonly addresses: Readonly<Record<Side, string>>;
  readonly victims: readonly Victim[];
  /** Messages that were ever published on the subjects of the campus. */
  readMessages(): Promise<readonly CampusMessage[]>;
  /** Messages that some consumer has not acknowledged yet. */
  countWaiting(): Promise<number>;
  /** Messages that were given up. */
  countDeadLetters(): Promise<number>;
  /** The broker comes back with nothing in its store; undefined: there is no broker. */
  readonly wipeBroker: (() => Promise<void>) | undefined;
  /** From here on each save is written down, by the stores themselves, where they can do that. */
  installSaveLog(): Promise<void>;
  /** Each save, in order, where the store can tell. */
  readSaves(): Promise<Readonly<Record<Side, readonly Save[] | undefined>>>;
}
