import { createHash } from "node:crypto";
import { callInvariants } from "./call-invariants.ts";
import type { Evidence } from "./evidence.ts";
import { guardInvariants } from "./guard-invariants.ts";
import { simulate } from "./simulate.ts";

/** All that the simulation holds the policies to. */
export const invariants = [...callInvariants, ...guardInvariants];

/** What became of one seed. */
export interface SeedOutcome {
  readonly seed: number;
  readonly evidence: Evidence;
  /** Of all that was seen, so that two runs can be compared bit for bit. */
  readonly digest: string;
  /** Invariants that do not hold, and what breaks them. */
  readonly broken: readonly { readonly name: string; readonly by: string }[];
}

/** Plays one seed and judges it. */
export async function runSeed(seed: number): Promise<SeedOutcome> {
  const evidence = await simulate(seed);
  const broken = invariants.flatMap(({ name, find }) => {
    const by = find(evidence);
    return by === undefined ? [] : [{ name, by }];
  });
  return { seed, evidence, digest: createHash("sha256").update(JSON.stringify(evidence)).digest("hex"), broken };
}
