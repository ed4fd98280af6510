import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { playCase } from "./play-case.ts";

/** Which cases are run. */
export interface CaseRange {
  readonly seed: number;
  /** The first case's number. */
  readonly first: number;
  /** Cases go on until so many frames and header blocks have been spoiled. */
  readonly frames: number;
  /** Told before each case; says where it is when a case hangs. */
  readonly onCase?: (number: number) => void;
}

/** What a run came to. */
export interface Outcome {
  readonly cases: number;
  readonly spoiled: number;
  /** The first case that failed, and why. */
  readonly failure: { readonly number: number; readonly problem: string } | undefined;
  /** Bytes of the heap after a tenth of the run, and at its end. */
  readonly heap: { readonly early: number; readonly late: number };
}

/** More than this and something is kept of each case: a connection takes some 10 kB. */
export const heapGrowthBytes = 4_000_000;

/** What a connection schedules for the end of a turn is let happen after so many cases. */
const casesPerTurn = 50;

/** Plays cases until one fails or enough is spoiled. */
export async function runCases({ seed, first, frames, onCase }: CaseRange): Promise<Outcome> {
  let number = first;
  let spoiled = 0;
  let early = 0;
  for (; spoiled < frames; number++) {
    onCase?.(number);
    const verdict = playCase(seed, number);
    spoiled += verdict.spoiled;
    if (number % casesPerTurn === 0) await turn();
    if (early === 0 && spoiled >= frames / 10) early = await measureHeap();
    if (verdict.problem === undefined) continue;
    const failure = { number, problem: verdict.problem };
    return { cases: number + 1 - first, spoiled, failure, heap: { early, late: early } };
  }
  return { cases: number - first, spoiled, failure: undefined, heap: { early, late: await measureHeap() } };
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Twice: what the first collection finalizes, the second frees. */
async function measureHeap(): Promise<number> {
  for (let rounds = 0; rounds < 2; rounds++) {
    await turn();
    await turn();
    collectGarbage();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
