import { createHash } from "node:crypto";
import { type Broken, judge } from "../proof/judge.ts";
import { type Simulated, simulate } from "./simulate.ts";
import type { Spoil } from "./spoils.ts";

/** What became of one seed. */
export interface SeedOutcome extends Simulated {
  readonly seed: number;
  /** Of all that was seen, so that two runs can be compared bit for bit. */
  readonly digest: string;
  readonly broken: readonly Broken[];
}

/** Plays one seed and judges it. */
export async function runSeed(seed: number, spoil?: Spoil): Promise<SeedOutcome> {
  const simulated = await simulate(seed, spoil);
  const digest = createHash("sha256").update(JSON.stringify(simulated.evidence)).digest("hex");
  return { ...simulated, seed, digest, broken: judge(simulated.evidence) };
}
