import { join } from "node:path";
import { type LoadReport, type LoadTimes, runLoader } from "./load.ts";
import { benchFolder } from "./places.ts";
import { startServer } from "./server-process.ts";
import type { SpanSink } from "./span-sink.ts";
import { median } from "./statistics.ts";
import type { Target } from "./targets.ts";

/** What is asked of a server that is overloaded. */
export interface OverloadPlan {
  readonly door: "grpc" | "rest";
  /** What the handler does for each call. */
  readonly waitMs: number;
  readonly burnMicros: number;
  readonly times: LoadTimes;
  readonly sheds: boolean;
}

/** One server under loads of its own peak's making. */
export interface OverloadRun {
  /** Calls a second with so many in flight that the core is full. */
  readonly peak: number;
  /** Share of its core that the server got meanwhile. */
  readonly peakCpu: number;
  /** By what was offered, over the peak. */
  readonly offered: Readonly<Record<string, LoadReport>>;
}

/** A row of the table: medians of all rounds. */
export interface OverloadRow {
  readonly offered: number;
  /** Over the peak. */
  readonly goodput: number;
  /** The same by second of its core that the server got: on a busy machine the steadier figure. */
  readonly goodputPerCore: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly refusedPerSecond: number;
  readonly refusedP99Ms: number;
  readonly serverCpu: number;
}

/** What is offered, over the peak; the first is what the others' latency is compared with. */
export const offers: readonly number[] = [0.7, 1, 2, 3, 5];

/** As many calls in flight as fill the core with every handler that is measured here, and bear it. */
const peakShapes = { grpc: { connections: 8, streams: 16 }, rest: { connections: 128, streams: 1 } };
/** An HTTP/1.1 connection carries one call at a time: there have to be more than calls in flight. */
const openConnections = { grpc: 64, rest: 600 };

/** Starts a server, finds its peak, then has calls come whatever becomes of the others. */
export async function overloadServer(plan: OverloadPlan, sink: SpanSink): Promise<OverloadRun> {
  await using server = await startServer(createTarget(plan), sink.url);
  const { times, door } = plan;
  const warm = { ...times, warmupSeconds: 3 * times.warmupSeconds };
  const {
    perSecond: peak,
    serverCpu: peakCpu,
    errors,
  } = await runLoader(server, { ...toFlags(plan), ...peakShapes[door] }, warm);
  if (Object.keys(errors).length > 0) throw new Error(`a full server fails: ${JSON.stringify(errors)}`);
  const offered: Record<string, LoadReport> = {};
  for (const offer of offers) {
    const flags = { ...toFlags(plan), rate: Math.round(offer * peak), connections: openConnections[door] };
    offered[offer] = await runLoader(server, flags, times);
  }
  return { peak, peakCpu, offered };
}

/** The medians of several runs. */
export function summarizeRuns(runs: readonly OverloadRun[]): readonly OverloadRow[] {
  return offers.map((offer) => {
    const middle = (read: (report: LoadReport, run: OverloadRun) => number) =>
      median(runs.map((run) => read(run.offered[offer]!, run)));
    return {
      offered: offer,
      goodput: middle(({ perSecond }, { peak }) => perSecond / peak),
      goodputPerCore: middle(({ perSecond, serverCpu }, { peak, peakCpu }) => perSecond / serverCpu / (peak / peakCpu)),
      p50Ms: middle(({ p50Micros }) => p50Micros / 1000),
      p99Ms: middle(({ p99Micros }) => p99Micros / 1000),
      refusedPerSecond: middle(({ refused, seconds }) => refused / seconds),
      refusedP99Ms: middle(({ refusedP99Micros }) => refusedP99Micros / 1000),
      serverCpu: middle(({ serverCpu }) => serverCpu),
    };
  });
}

function createTarget({ door, sheds }: OverloadPlan): Target {
  return {
    name: `toil over ${door}`,
    work: door === "grpc" ? "get-by-email" : "get-user",
    telemetry: true,
    command: () => [process.execPath, join(benchFolder, "src/toil-server.ts")],
    env: (port) => ({ PORT: String(port), LOG_FORMAT: "json", SHED_LOAD: String(sheds) }),
  };
}

function toFlags({ door, waitMs, burnMicros }: OverloadPlan): Record<string, string | number> {
  if (door === "rest") return { protocol: "http1", path: `/v1/toil?waitMs=${waitMs}&burnMicros=${burnMicros}` };
  const path = "/flotilla.test.v1.ToilService/Toil";
  return { protocol: "grpc", path, message: "toil", wait: waitMs, burn: burnMicros };
}
