import type { Side } from "@flotilla/chassis/relation";
import { linkLimits } from "../workload/client.ts";
import type { Evidence } from "./evidence.ts";
import type { Model } from "./model.ts";
import { compare, findDoubles, type Promised } from "./promise.ts";

const sides = ["left", "right"] as const;

/** What must be true of the records in the end. */
export const statePromises: readonly Promised[] = [
  {
    name: "what was created and not removed is there, and nothing else",
    find: ({ records }, { living }) =>
      sides.flatMap((side) => [
        ...compare(living[side].keys(), toIds(records[side])),
        ...findDoubles(toIds(records[side])),
      ]),
  },
  {
    name: "each record has the words of the latest acknowledged write",
    find: (evidence, model) => sides.flatMap((side) => findOtherWords(side, evidence, model)),
  },
  {
    name: "both sides have the links that the latest version wants, and no others",
    find: ({ records }, model) =>
      sides.flatMap((side) => compare(toWanted(model, side), toLinks(records, side)).map((by) => `${side} ${by}`)),
  },
  {
    name: "no link leads to what is not there",
    find: ({ records }) =>
      sides.flatMap((side) => {
        const others = new Set(toIds(records[side === "left" ? "right" : "left"]));
        return records[side].flatMap(({ id, links }) =>
          links.filter((link) => !others.has(link)).map((link) => `${id} leads to ${link}`),
        );
      }),
  },
  {
    name: "no record has a link twice, nor more of them than it may",
    find: ({ records }) =>
      sides.flatMap((side) =>
        records[side].flatMap(({ id, links }) => [
          ...findDoubles(links).map((by) => `${id} ${by}`),
          ...(links.length > linkLimits[side] ? [`${id} has ${links.length}`] : []),
        ]),
      ),
  },
  {
    name: "no caller is told of an internal error",
    find: ({ failures }) => failures.filter((failure) => /^(internal|unknown) /.test(failure)),
  },
  {
    name: "nothing is left undone",
    find: ({ leftovers }) => leftovers,
  },
];

function findOtherWords(side: Side, { records }: Evidence, { living }: Model): readonly string[] {
  return records[side].flatMap(({ id, words }) => {
    const wanted = living[side].get(id)?.findLast((write) => write.words)?.words;
    if (!wanted) return [];
    const differing = Object.keys(wanted).filter((name) => wanted[name] !== words[name]);
    return differing.map((name) => `${id} has ${name} ${words[name]}, not ${wanted[name]}`);
  });
}

/** All links that are to be there, as the records of one side tell them. */
function toWanted({ links, living }: Model, side: Side): readonly string[] {
  const present = [...links.values()].filter(({ isPresent }) => isPresent);
  const own = present.filter((link) => living[side].has(side === "left" ? link.student : link.course));
  return own.map(({ student, course }) => `${student} – ${course}`);
}

function toLinks(records: Evidence["records"], side: Side): readonly string[] {
  return records[side].flatMap(({ id, links }) =>
    links.map((link) => (side === "left" ? `${id} – ${link}` : `${link} – ${id}`)),
  );
}

function toIds(records: readonly { readonly id: string }[]): readonly string[] {
  return records.map(({ id }) => id);
}
