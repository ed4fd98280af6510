import { linkLimits } from "../workload/client.ts";
import type { Acknowledged } from "../workload/history.ts";
import type { Difference, Evidence, LinkChange } from "./evidence.ts";
import { type Model, otherSide, toKey } from "./model.ts";
import { compare, findDoubles, type Promised } from "./promise.ts";

/** What must be true of the events that were published. */
export const eventPromises: readonly Promised[] = [
  {
    name: "a request that is sent again gets the answer that it got",
    find: ({ contradictions }) => contradictions,
  },
  {
    name: "no two acknowledged writes are one",
    find: ({ acknowledged }) => findDoubles(acknowledged.map(toKey)),
  },
  {
    name: "each acknowledged write that changes links is told, and nothing is told that was not acknowledged",
    find: ({ acknowledged, differences }) => {
      const told = new Set(differences.map(toKey));
      const untold = acknowledged.filter((write) => changesLinks(write) && !told.has(toKey(write)));
      const asked = new Set(acknowledged.map(toKey));
      const unasked = differences.filter((difference) => !asked.has(toKey(difference)));
      return [
        ...untold.map((write) => `lost: ${JSON.stringify(write)}`),
        ...unasked.map((difference) => `done though nobody was told, or twice: ${JSON.stringify(difference)}`),
      ];
    },
  },
  {
    name: "what is told of a write is what it asked for, and what it replaced",
    find: ({ acknowledged, differences }) => {
      const asked = new Map(acknowledged.map((write) => [toKey(write), write]));
      return differences.flatMap((difference) => findMisreport(difference, asked.get(toKey(difference))));
    },
  },
  {
    name: "each difference is spread link by link, once, and nothing else is",
    find: ({ differences, changes }) =>
      compare(differences.flatMap(toChanges).map(toText), changes.filter(({ isRefusal }) => !isRefusal).map(toText)),
  },
  {
    name: "a link is sent back only by what is not there or may have been full",
    find: (evidence, model) =>
      evidence.changes.filter((change) => change.isRefusal && !isDue(change, evidence, model)).map(toText),
  },
];

function changesLinks({ links, base }: Acknowledged): boolean {
  return links !== undefined && base !== undefined && compare(base, links).length > 0;
}

function findMisreport(difference: Difference, write: Acknowledged | undefined): readonly string[] {
  if (!write) return [];
  const after = write.links ? compare(write.links, difference.after) : [];
  const before = write.base ? compare(write.base, difference.before) : [];
  return [...after.map((by) => `after ${by}`), ...before.map((by) => `before ${by}`)].map(
    (by) => `${toKey(write)} ${by}`,
  );
}

function toChanges({ side, id, version, before, after }: Difference): readonly LinkChange[] {
  const [one, other] = [new Set(before), new Set(after)];
  const change = { side, origin: id, version, isRefusal: false };
  return [
    ...[...one.difference(other)].map((target) => ({ ...change, target, isPresent: false })),
    ...[...other.difference(one)].map((target) => ({ ...change, target, isPresent: true })),
  ];
}

function toText({ side, origin, target, version, isPresent }: LinkChange): string {
  return `${side} ${origin} ${isPresent ? "adds" : "removes"} ${target} at ${version}`;
}

/** Is who sends the link back not there in the end, or were there more who wanted one than it has room for? */
function isDue({ side, origin }: LinkChange, { changes }: Evidence, { living }: Model): boolean {
  if (!living[side].has(origin)) return true;
  const wanting = changes.filter(({ target, side: from }) => target === origin && from === otherSide[side]);
  const own = living[side].get(origin)!.flatMap(({ links = [] }) => links);
  return new Set([...wanting.map((change) => change.origin), ...own]).size > linkLimits[side];
}
