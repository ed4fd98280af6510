import type { Turns } from "./turns.ts";

/** Lets those who change the same record at once get out of each other's way. */
export interface Retreat {
  /** Waits a random while; longer at the second try than at the first, and so on. */
  pause(attempt: number): Promise<void>;
}

/** What saving records of one kind needs from outside. */
export interface SavePorts<R, C> {
  readonly store: {
    find(id: string): Promise<R | undefined>;
    /** False: the record is no longer as it was read. */
    save(change: C): Promise<boolean>;
  };
  readonly turns: Turns;
  readonly retreat: Retreat;
}

/** How one record is changed. */
export interface Saving<R, C> {
  readonly id: string;
  /** Makes of the record as it was read the change that is to be saved; asked at every try anew. */
  readonly decide: (record: R | undefined) => C | undefined;
  /** What is thrown when others are faster every time. */
  readonly busy: (id: string) => Error;
}

/** Tries until a change of ours meets the record as it was read; by then another process has saved one each time. */
const mostTries = 12;

/**
 * Reads a record, saves what `decide` makes of it, and does so again if another process changed the record in between
 * (optimistic concurrency; Kung and Robinson, 1981); in this one its changes take turns. Nothing is saved when `decide`
 * gives nothing. Throws `busy`, and what `decide` throws.
 */
export function saveRecord<R, C>(ports: SavePorts<R, C>, saving: Saving<R, C>): Promise<void> {
  return ports.turns.take(saving.id, () => trySaving(ports, saving));
}

async function trySaving<R, C>({ store, retreat }: SavePorts<R, C>, { id, decide, busy }: Saving<R, C>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const change = decide(await store.find(id));
    if (!change || (await store.save(change))) return;
    if (attempt === mostTries) throw busy(id);
    await retreat.pause(attempt);
  }
}
