import type { Side, Version } from "@flotilla/chassis/relation";
import type { Acknowledged } from "../workload/history.ts";
import type { Evidence } from "./evidence.ts";

/** A link as it must be in the end, and who said so last. */
export interface ModelLink {
  readonly student: string;
  readonly course: string;
  readonly version: Version;
  readonly isPresent: boolean;
}

/** What both services must agree on. */
export interface Model {
  /** By `student/course`: the latest version wins. */
  readonly links: ReadonlyMap<string, ModelLink>;
  /** Acknowledged writes of each record, in the order of their versions; those that a removal ended are not there. */
  readonly living: Readonly<Record<Side, ReadonlyMap<string, readonly Acknowledged[]>>>;
}

/** The other side. */
export const otherSide: Readonly<Record<Side, Side>> = { left: "right", right: "left" };

/**
 * Derives the end from acknowledged writes alone. A write changes the links in which the list that it asked for differs
 * from the one that it replaced; what it replaced is told by the event that was stored with it, or known to its caller.
 */
export function createModel(evidence: Evidence): Model {
  const links = new Map<string, ModelLink>();
  const set = (side: Side, ends: readonly [string, string], version: Version, isPresent: boolean) => {
    const [student, course] = side === "left" ? ends : [ends[1], ends[0]];
    const key = `${student}/${course}`;
    const known = links.get(key);
    if (!known || known.version < version) links.set(key, { student, course, version, isPresent });
  };
  const told = new Map(evidence.differences.map((difference) => [toKey(difference), difference]));
  for (const write of evidence.acknowledged) {
    const before = new Set(write.base ?? told.get(toKey(write))?.before);
    const after = new Set(write.links ?? before);
    for (const id of after.difference(before)) set(write.side, [write.id, id], write.version, true);
    for (const id of before.difference(after)) set(write.side, [write.id, id], write.version, false);
  }
  for (const { side, origin, target, version, isRefusal } of evidence.changes) {
    if (isRefusal) set(side, [origin, target], version, false);
  }
  return { links, living: { left: findLiving(evidence, "left"), right: findLiving(evidence, "right") } };
}

/** Tells one write of a record from all others. */
export function toKey({ side, id, version }: Pick<Acknowledged, "side" | "id" | "version">): string {
  return `${side}/${id}/${version}`;
}

function findLiving({ acknowledged }: Evidence, side: Side): ReadonlyMap<string, readonly Acknowledged[]> {
  const writes = acknowledged.filter((write) => write.side === side);
  const ordered = writes.toSorted((a, b) => (a.version < b.version ? -1 : 1));
  const byRecord = [...Map.groupBy(ordered, ({ id }) => id)];
  return new Map(byRecord.filter(([, [...all]]) => all.every(({ kind }) => kind !== "delete")));
}
