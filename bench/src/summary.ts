import type { Measurement } from "./measure.ts";
import { median } from "./statistics.ts";
import type { Shape, Target } from "./targets.ts";

/** The medians of one target under one shape of load over all rounds that count. */
export interface Summary {
  readonly target: Target;
  readonly shape: Shape;
  readonly perSecond: number;
  readonly lowest: number;
  readonly highest: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly loaderCpu: number;
  readonly serverCpu: number;
  /** Requests per second of CPU time that the server used: steadier than `perSecond` when others use its core too. */
  readonly perCoreSecond: number;
  readonly identical: number | undefined;
  readonly rounds: number;
  readonly voids: readonly string[];
}

/** Puts the rounds of every target and shape together, in the order in which they first came. */
export function summarize(measurements: readonly Measurement[]): Summary[] {
  const groups = Map.groupBy(measurements, ({ target, shape }) => JSON.stringify([target, shape]));
  return [...groups.values()].map(summarizeGroup);
}

function summarizeGroup(group: readonly Measurement[]): Summary {
  const { target, shape } = group[0]!;
  const sound = group.filter((one) => one.void === undefined);
  const reports = sound.map(({ report }) => report);
  const rates = reports.map(({ perSecond }) => perSecond);
  const identical = sound.flatMap((one) => one.identical ?? []);
  return {
    target,
    shape,
    perSecond: median(rates),
    lowest: Math.min(...rates),
    highest: Math.max(...rates),
    p50Micros: median(reports.map(({ p50Micros }) => p50Micros)),
    p99Micros: median(reports.map(({ p99Micros }) => p99Micros)),
    loaderCpu: Math.max(...reports.map(({ loaderCpu }) => loaderCpu)),
    serverCpu: median(reports.map(({ serverCpu }) => serverCpu)),
    perCoreSecond: median(reports.map(({ perSecond, serverCpu }) => perSecond / serverCpu)),
    identical: identical.length > 0 ? median(identical) : undefined,
    rounds: sound.length,
    voids: group.flatMap((one) => one.void ?? []),
  };
}
