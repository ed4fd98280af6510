import { applyLink, forgetTombstones, type LinkChange, type Links, replaceLinks } from "./links.ts";
import { nextVersion, type Side, type Version } from "./version.ts";

/** A record as far as its links go. */
export interface Linked {
  /** Of its last save; later than those of all its links. */
  readonly version: Version;
  readonly links: Links;
}

/** What an event makes of a record. */
export interface Received extends Linked {
  /** There was no room for the link: the other side must be told of its removal, at this version. */
  readonly isRefused: boolean;
}

/** How a side receives links. */
export interface Reception {
  readonly side: Side;
  /** Most links of one record. */
  readonly limit: number;
  readonly nowMs: number;
}

/** How long a removed link is remembered: longer than the queue may bring back an event of before. */
export const keepTombstonesMs = 48 * 3_600_000;

/** The record after a write: at a new version, linked with `ids`, or as before when there are none given. */
export function writeLinks(before: Linked, ids: readonly string[] | undefined, side: Side, nowMs: number): Linked {
  const version = nextVersion(side, nowMs, before.version);
  const links = ids ? replaceLinks(before.links, ids, version).links : before.links;
  return { version, links: forgetTombstones(links, nowMs - keepTombstonesMs) };
}

/** The record after an event of the other side; undefined: it is as it was, for the link is later than the event. */
export function receiveLink(before: Linked, change: LinkChange, reception: Reception): Received | undefined {
  const { side, limit, nowMs } = reception;
  const version = nextVersion(side, nowMs, before.version, change.version);
  const { links, effect } = applyLink(before.links, change, limit, version);
  if (effect === "stale") return undefined;
  return { version, links: forgetTombstones(links, nowMs - keepTombstonesMs), isRefused: effect === "full" };
}
