import { timeOf, type Version } from "./version.ts";

/**
 * One end of a link between two records, kept by both: a register that the latest version wins. A removed link stays as
 * a tombstone for a while, so that a late event of before does not bring it back.
 */
export interface Link {
  /** The record at the other end. */
  readonly id: string;
  readonly version: Version;
  readonly isPresent: boolean;
}

/** The links of one record, in the order of their linking. No two have the same id. */
export type Links = readonly Link[];

/** What an event says of one link. */
export interface LinkChange {
  /** The record at the other end. */
  readonly id: string;
  readonly isPresent: boolean;
  readonly version: Version;
}

/** What came of an event. `stale`: a later change, or this very one, is known already. */
export interface Applied {
  readonly links: Links;
  readonly effect: "added" | "removed" | "confirmed" | "stale" | "full";
}

/** What a write of a record changes in its links. */
export interface Replaced {
  readonly links: Links;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Ids of the links that are there, in order. */
export function listPresent(links: Links): readonly string[] {
  return links.filter((link) => link.isPresent).map((link) => link.id);
}

/**
 * Makes `ids` the links of a record, doubles counted once. Only links that differ get the new version: what stays is not
 * written, so that it cannot win over a change of the other side that is on its way.
 */
export function replaceLinks(links: Links, ids: readonly string[], version: Version): Replaced {
  const wanted = new Set(ids);
  const present = new Set(listPresent(links));
  const added = [...wanted.difference(present)];
  const removed = [...present.difference(wanted)];
  const known = new Map(links.map((link) => [link.id, link]));
  const kept = [...wanted].map((id) => (present.has(id) ? known.get(id)! : { id, version, isPresent: true }));
  const gone = removed.map((id) => ({ id, version, isPresent: false }));
  const tombstones = links.filter((link) => !link.isPresent && !wanted.has(link.id));
  return { links: [...kept, ...gone, ...tombstones], added, removed };
}

/**
 * Applies an event: the later version wins. A link that there is no room for is refused and left as a tombstone of
 * `refusedVersion`, which must be later than the event's; the other side must be told.
 */
export function applyLink(links: Links, change: LinkChange, limit: number, refusedVersion: Version): Applied {
  const known = links.find((link) => link.id === change.id);
  if (known && known.version >= change.version) return { links, effect: "stale" };
  const others = links.filter((link) => link !== known);
  const wasPresent = known?.isPresent ?? false;
  if (!change.isPresent) {
    return { links: [...others, { ...change }], effect: wasPresent ? "removed" : "confirmed" };
  }
  if (wasPresent) return { links: links.map((link) => (link === known ? { ...change } : link)), effect: "confirmed" };
  if (listPresent(links).length >= limit) {
    const refused = { id: change.id, version: refusedVersion, isPresent: false };
    return { links: [...others, refused], effect: "full" };
  }
  return { links: [...others, { ...change }], effect: "added" };
}

/** Forgets the tombstones of before `ms`. */
export function forgetTombstones(links: Links, ms: number): Links {
  return links.every((link) => link.isPresent || timeOf(link.version) >= ms)
    ? links
    : links.filter((link) => link.isPresent || timeOf(link.version) >= ms);
}
