import { parseArgs } from "node:util";

/** How the command is used. */
export const usage = `npm run exactly-once -- [--seeds N | --seed N] [--writes N] [--kills N] [--only real|embedded]

Writes to students and courses while they and all that they live on are killed, and holds them to docs/exactly-once.md.

  --seeds N    how many seeds, from 1 on (5)
  --seed N     one of them, alone
  --writes N   of each seed (1000)
  --kills N    of each seed, by SIGKILL (one for every 300 writes, and at least 6)
  --only NAME  real: on servers; embedded: as one process on files (both, one after the other)
`;

/** What students and courses run on. */
export const campusNames = ["real", "embedded"] as const;

/** What is to be played. */
export interface ProofOptions {
  readonly campuses: readonly (typeof campusNames)[number][];
  readonly seeds: readonly number[];
  readonly writes: number;
  readonly kills: number;
}

const options = {
  seeds: { type: "string", default: "5" },
  seed: { type: "string" },
  writes: { type: "string", default: "1000" },
  kills: { type: "string" },
  only: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** Reads the command line; undefined when it asks for help. Throws, with a message for people, when it is wrong. */
export function readOptions(args: readonly string[]): ProofOptions | undefined {
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return undefined;
  const campuses = campusNames.filter((name) => values.only === undefined || values.only === name);
  if (campuses.length === 0) throw new Error(`--only must be ${campusNames.join(" or ")}; it is ${values.only}`);
  const writes = readCount("writes", values.writes);
  const kills = values.kills === undefined ? Math.max(6, Math.round(writes / 300)) : readCount("kills", values.kills);
  const first = values.seed === undefined ? 1 : readCount("seed", values.seed);
  const count = values.seed === undefined ? readCount("seeds", values.seeds) : 1;
  return { campuses, seeds: Array.from({ length: count }, (_, index) => first + index), writes, kills };
}

function readCount(name: string, text: string): number {
  if (/^\d{1,7}$/.test(text) && (name === "kills" || Number(text) > 0)) return Number(text);
  throw new Error(`--${name} must be a whole number; it is ${text}`);
}
