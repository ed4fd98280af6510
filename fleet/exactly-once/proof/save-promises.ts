import type { Side, Version } from "@flotilla/chassis/relation";
import type { Evidence, LinkChange, Save, StoredRecord } from "./evidence.ts";
import { otherSide, toKey } from "./model.ts";
import { findDoubles, type Promised } from "./promise.ts";

const sides = ["left", "right"] as const;

/** What must be true of every single save, where a store can tell of them: effects are counted, not only their sum. */
export const savePromises: readonly Promised[] = [
  {
    name: "each save of a record has a later version than the one before",
    find: ({ saves }) =>
      allSaves(saves)
        .filter(({ before, after }) => before && after && after.version <= before.version)
        .map(({ id, before, after }) => `${id}: ${after!.version} after ${before!.version}`),
  },
  {
    name: "each save is the effect of one acknowledged write or of one event",
    find: (evidence) => sides.flatMap((side) => findStraySaves(side, evidence)),
  },
  {
    name: "no version of a link takes effect twice in a record",
    find: ({ saves }) => findDoubles(allSaves(saves).flatMap(toEffects)),
  },
];

function allSaves(saves: Evidence["saves"]): readonly Save[] {
  return sides.flatMap((side) => saves[side] ?? []);
}

/** Links that a save gave a new version, told by record, link and version. */
function toEffects({ id, before, after }: Save): readonly string[] {
  return listNew(before, after).map((link) => `${id}/${link.id} at ${link.version}`);
}

function listNew(before: StoredRecord | undefined, after: StoredRecord | undefined): StoredRecord["links"] {
  const known = new Map(before?.links.map((link) => [link.id, link.version]));
  return after?.links.filter((link) => known.get(link.id) !== link.version) ?? [];
}

/** Saves with the version of no write that was acknowledged, and which are not the effect of exactly one event. */
function findStraySaves(side: Side, { saves, acknowledged, changes }: Evidence): readonly string[] {
  const asked = new Set(acknowledged.filter((write) => write.side === side).map(toKey));
  const events = Map.groupBy(
    changes.filter((change) => change.side === otherSide[side]),
    ({ target }) => target,
  );
  const own = saves[side] ?? [];
  const isWritten = ({ id, version }: { readonly id: string; readonly version: Version }) =>
    asked.delete(toKey({ side, id, version }));
  const strays = own.filter(
    (save) =>
      save.after && !isWritten({ id: save.id, version: save.after.version }) && !isEffect(save, events.get(save.id)),
  );
  const removed = own.filter(({ after }) => !after).map(({ id }) => id);
  return [...strays.map((save) => `${save.id} at ${save.after!.version}`), ...findDoubles(removed)];
}

/** Is the save the effect of one event: one link with the event's version, or a tombstone in place of what it asked for? */
function isEffect({ before, after }: Save, events: readonly LinkChange[] = []): boolean {
  const [link, ...more] = listNew(before, after);
  if (!link || more.length > 0) return false;
  const ofLink = events.filter(({ origin }) => origin === link.id);
  const applied = ofLink.some(({ version, isPresent }) => version === link.version && isPresent === link.isPresent);
  const isRefused = !link.isPresent && link.version === after?.version;
  return applied || (isRefused && ofLink.some(({ version, isPresent }) => isPresent && version < link.version));
}
