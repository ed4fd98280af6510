/** What goes wrong in a run, and how often; a seed decides. Times in milliseconds, shares of all steps from 0 to 1. */
export interface Troubles {
  /** Until all goes well again. */
  readonly lastMs: number;
  readonly fatalSteps: number;
  readonly faultySteps: number;
  /** Steps in which a process stands still for a while, up to {@link longestPauseMs}. */
  readonly pauses: number;
  readonly longestPauseMs: number;
  /** How wrong the clocks of machines are. */
  readonly skewMs: number;
  readonly longestDeliveryMs: number;
  readonly duplicateWindowMs: number;
  readonly replicas: number;
  /** When the queue is away, from and to; at the end of each it may come back empty. */
  readonly outages: readonly { readonly fromMs: number; readonly toMs: number; readonly isWiped: boolean }[];
}

/** The troubles of a seed: some runs have mild ones, some have all at once. */
export function createTroubles(random: () => number): Troubles {
  const pick = (values: readonly number[]) => values[Math.floor(random() * values.length)]!;
  const lastMs = 20_000;
  const outages = Array.from({ length: pick([0, 1, 1, 2]) }, () => {
    const fromMs = random() * lastMs;
    return { fromMs, toMs: fromMs + random() * 4000, isWiped: random() < 0.6 };
  });
  return {
    lastMs,
    outages,
    fatalSteps: pick([0, 0.002, 0.01]),
    faultySteps: pick([0, 0.005, 0.03]),
    pauses: pick([0, 0.001, 0.01]),
    longestPauseMs: 8000,
    skewMs: pick([0, 50, 60_000, 600_000]),
    longestDeliveryMs: pick([50, 1000, 6000]),
    duplicateWindowMs: pick([0, 1000, 120_000]),
    replicas: pick([1, 2, 3]),
  };
}
