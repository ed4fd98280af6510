import type { Outage } from "./run-outage.ts";
import { toPhases, toRow } from "./timeline.ts";

/** What an outage of places must not exceed. */
export interface Bounds {
  /** Attempts ÷ calls, in each phase. */
  readonly amplification: number;
  /** From the return of places until no request fails any more. */
  readonly recoveryMs: number;
  /** The contract's deadline, and what a busy machine adds to it. */
  readonly latencyMs: number;
  /** What clock's memory may grow by after the first phase: its heap is still growing to what the load needs. */
  readonly growthMb: number;
}

/** After these all must be well again. */
const returns: ReadonlySet<string> = new Set(["started again", "thawed", "fast again"]);

/** The promises that an outage broke, in words; empty when all were kept. */
export function findBrokenPromises({ samples, marks }: Outage, bounds: Bounds): readonly string[] {
  const broken: string[] = [];
  const expect = (isKept: boolean, what: string) => {
    if (!isKept) broken.push(what);
  };
  const whole = toRow(samples, 0, Number.POSITIVE_INFINITY);
  const others = [...new Set(samples.map(({ result }) => `${result.status} ${result.reason}`))].join(", ");
  expect(whole.other === 0, `every answer is 200, 503 or 504: ${others}`);
  expect(whole.maxMs <= bounds.latencyMs, `every answer comes within ${bounds.latencyMs} ms: ${whole.maxMs}`);
  for (const question of ["covilha", "known"] as const) {
    const failed = samples.filter(({ result }) => result.question === question && result.status !== 200).length;
    expect(failed === 0, `no request for ${question} fails: ${failed}`);
  }
  const killedMs = marks[1]!.atMs;
  const early = samples.filter(({ dueMs, latencyMs, result }) => dueMs + latencyMs < killedMs && result.status !== 200);
  expect(early.length === 0, `no request fails while places is healthy: ${early.length}`);
  for (const { phase, amplification, recoveryMs } of toPhases(samples, marks)) {
    expect(amplification <= bounds.amplification, `${phase}: attempts ÷ calls stay in bounds: ${amplification}`);
    const isBack = recoveryMs !== undefined && recoveryMs <= bounds.recoveryMs;
    expect(!returns.has(phase) || isBack, `${phase}: all is well after ${bounds.recoveryMs} ms: ${recoveryMs}`);
  }
  const stale = samples.filter(({ result }) => result.isStale).length;
  expect(stale > 0, "known places are told while places is away");
  const memory = marks.map(({ counts }) => counts.residentMb);
  const growthMb = Math.max(...memory.slice(2)) - memory[1]!;
  expect(growthMb <= bounds.growthMb, `clock's memory grows by ${bounds.growthMb} MB at most: ${growthMb}`);
  return broken;
}
