import { Fault } from "@flotilla/chassis/fault";
import type { OutboxEvent } from "@flotilla/chassis/outbox";
import type { Side } from "@flotilla/chassis/relation";
import type { Save } from "../proof/evidence.ts";
import type { MemoryKeys } from "./memory-keys.ts";
import { MemoryOutbox } from "./memory-outbox.ts";
import type { RecordChange, RecordStore } from "./use-cases.ts";

/** What a {@link DurableStore} is made of. */
export interface DurableStoreOptions<Event> {
  readonly side: Side;
  readonly keys: MemoryKeys;
  encode(event: Event): OutboxEvent;
  /** By the machine of the store. */
  nowMs(): number;
}

/**
 * What outlives all processes of a service: its records, and in one step with each change the events that tell of it and
 * the answer to its request. It counts every save.
 */
export class DurableStore<Event, Change extends RecordChange<Event>> {
  readonly outbox = new MemoryOutbox();
  readonly saves: Save[] = [];
  readonly #records: RecordStore<Change>;
  readonly #options: DurableStoreOptions<Event>;

  constructor(records: RecordStore<Change>, options: DurableStoreOptions<Event>) {
    this.#records = records;
    this.#options = options;
  }

  get keys(): MemoryKeys {
    return this.#options.keys;
  }

  /** All of a change, or nothing: an answer to the same request that is there already forbids another effect. */
  async save(change: Change): Promise<boolean> {
    const { side, keys, encode, nowMs } = this.#options;
    const { id, before, after, events, answer } = change;
    if (answer && keys.isAnswered(answer.id)) throw answeredAlready();
    if (!(await this.#records.save(change))) return false;
    this.outbox.record(events.map(encode), new Date(nowMs()));
    if (answer) await keys.keep(answer);
    this.saves.push({ side, id, before, after });
    return true;
  }
}

function answeredAlready(): Fault {
  return new Fault({ code: "aborted", reason: "ANSWERED_ALREADY", message: "The request has been answered." });
}
