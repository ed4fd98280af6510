import type { Measurement } from "./measure.ts";
import type { Section } from "./sections.ts";
import { median } from "./statistics.ts";

/** The medians of one server in one section over all rounds that count. A call of a stream is one call. */
export interface Summary {
  readonly server: string;
  readonly isOurs: boolean;
  readonly perSecond: number;
  readonly lowest: number;
  readonly highest: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly loaderCpu: number;
  readonly serverCpu: number;
  /** Calls per second of CPU time that the server used: steadier than `perSecond` when others use its core too. */
  readonly perCoreSecond: number;
  readonly identical?: number | undefined;
  readonly rounds: number;
  readonly voids: readonly string[];
}

/** Puts a section's rounds together, one line per server in the section's order. */
export function summarize(section: Section, measurements: readonly Measurement[]): Summary[] {
  const groups = Map.groupBy(
    measurements.filter((one) => one.section === section),
    ({ target }) => target.name,
  );
  return section.servers.flatMap((server) => {
    const group = groups.get(server);
    return group ? [summarizeGroup(server, group)] : [];
  });
}

function summarizeGroup(server: string, group: readonly Measurement[]): Summary {
  const sound = group.filter((one) => one.void === undefined);
  const reports = sound.map(({ report }) => report);
  const rates = reports.map(({ perSecond }) => perSecond);
  const identical = sound.flatMap((one) => one.identical ?? []);
  return {
    server,
    isOurs: group[0]?.target.isOurs ?? false,
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
