import type { CallEvidence, Evidence } from "./evidence.ts";
import type { SeedOutcome } from "./run-seeds.ts";
import type { Phase } from "./scenario.ts";

/** One line a phase: how the peer was, how many calls were begun, how they ended, and what the policies were like. */
export function describeOutcome({ seed, digest, evidence }: SeedOutcome): string {
  return [`seed ${seed}, digest ${digest}`, ...evidence.phases.map((phase) => describePhase(phase, evidence))].join(
    "\n",
  );
}

function describePhase(phase: Phase, { calls, attempts }: Evidence): string {
  const { startMs, endMs, mode } = phase;
  const { kind, ...how } = mode;
  const begun = calls.filter((call) => call.startMs >= startMs && call.startMs < endMs);
  const seen = attempts.filter(({ atMs }) => atMs >= startMs && atMs < endMs);
  const times = `${(startMs / 1000).toFixed(1)} – ${(endMs / 1000).toFixed(1)} s`;
  const ends = Object.entries(Object.groupBy(begun, toEnd)).map(([end, those]) => `${those!.length} ${end}`);
  const name = [kind, ...Object.entries(how).map(([key, value]) => `${key} ${value}`)].join(", ");
  return `${times}: ${name}: ${begun.length} calls, ${seen.length} attempts: ${ends.join(", ")}`;
}

function toEnd({ code, refusal }: CallEvidence): string {
  return refusal ? `refused by ${refusal.policy}` : String(code);
}
