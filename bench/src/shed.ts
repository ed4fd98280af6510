// `npm run bench:shed`: what is left of a server that gets more calls than it can serve. Its peak is measured first, with
// as many calls in flight as fill the core; then calls come at a rate that no answer decides, and their latency counts
// from when they were due.
import { parseArgs } from "node:util";
import { buildLoader } from "./build-peers.ts";
import { machineLine } from "./machine.ts";
import { type OverloadPlan, type OverloadRow, type OverloadRun, overloadServer, summarizeRuns } from "./overload.ts";
import { pinSelf } from "./pinning.ts";
import { writeResults } from "./results.ts";
import { say } from "./say.ts";
import { type SpanSink, startSpanSink } from "./span-sink.ts";
import { median } from "./statistics.ts";
import { store } from "./stored-results.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "4" },
    warmup: { type: "string", default: "2" },
    wait: { type: "string", default: "10" },
    burn: { type: "string", default: "200" },
    only: { type: "string", default: "grpc,rest" },
    off: { type: "boolean", default: false },
  },
});

/** What the shedder is held to at three times the peak. */
const [judgedAt, leastGoodput, mostLatencies] = [3, 0.8, 2];
const fewestRounds = 5;

interface Result {
  readonly peak: number;
  readonly rows: readonly OverloadRow[];
}

const rounds = Number(values.rounds);
const plan = {
  waitMs: Number(values.wait),
  burnMicros: Number(values.burn),
  times: { warmupSeconds: Number(values.warmup), seconds: Number(values.seconds) },
  sheds: !values.off,
};
const isDefault = rounds >= fewestRounds && plan.waitMs === 10 && plan.burnMicros === 200 && plan.sheds;

buildLoader();
pinSelf();
await using sink = await startSpanSink();
const results: Record<string, Result> = {};
for (const door of ["grpc", "rest"] as const) {
  if (values.only.split(",").includes(door)) results[door] = await measure({ ...plan, door }, sink);
}
const text = Object.entries(results).map(([door, result]) => render(door, result));
const page = [`${describe()}\n\nMachine: ${machineLine()}, Node ${process.version}.`, ...text].join("\n\n");
process.stdout.write(`${page}\n`);
if (isDefault && Object.keys(results).length === 2) {
  store("shed", { rounds, ...plan.times, machine: machineLine(), results });
  writeResults("Shed", page);
}

async function measure(plan: OverloadPlan, sink: SpanSink): Promise<Result> {
  const runs: OverloadRun[] = [];
  for (let round = 1; round <= rounds; round++) {
    const run = await overloadServer(plan, sink);
    const cpus = Object.values(run.offered).map(({ serverCpu }) => `${Math.round(100 * serverCpu)} %`);
    say(`shed: ${plan.door} round ${round}: peak ${Math.round(run.peak)}/s, server core ${cpus.join(", ")}`);
    runs.push(run);
  }
  return { peak: median(runs.map(({ peak }) => peak)), rows: summarizeRuns(runs) };
}

function render(door: string, { peak, rows }: Result): string {
  const title = `### ${door === "grpc" ? "gRPC, 64 connections" : "REST, 600 connections"}: peak ${Math.round(peak)} calls/s`;
  const head = [
    "| offered | goodput, of the peak | per core second | p50 ms | p99 ms | shed/s | shed within ms (p99) | server core |",
    "| --: | --: | --: | --: | --: | --: | --: | --: |",
  ];
  return [title, "", ...head, ...rows.map(renderRow), "", judge(rows)].join("\n");
}

function renderRow(row: OverloadRow): string {
  const cells = [
    `${row.offered} ×`,
    `${Math.round(100 * row.goodput)} %`,
    `${Math.round(100 * row.goodputPerCore)} %`,
    row.p50Ms.toFixed(1),
    row.p99Ms.toFixed(1),
    String(Math.round(row.refusedPerSecond)),
    row.refusedPerSecond === 0 ? "–" : row.refusedP99Ms.toFixed(1),
    `${Math.round(100 * row.serverCpu)} %`,
  ];
  return `| ${cells.join(" | ")} |`;
}

function judge(rows: readonly OverloadRow[]): string {
  const [calm, judged] = [rows[0]!, rows.find(({ offered }) => offered === judgedAt)!];
  const latencies = judged.p99Ms / calm.p99Ms;
  const holds = judged.goodput >= leastGoodput && latencies <= mostLatencies;
  const goodput = `goodput ${Math.round(100 * judged.goodput)} % (≥ ${100 * leastGoodput} %)`;
  const latency = `p99 of what is admitted ${latencies.toFixed(2)} × that at 70 % (≤ ${mostLatencies} ×)`;
  return `At ${judgedAt} ×: ${goodput}, ${latency}: ${holds ? "holds" : "DOES NOT HOLD"}.`;
}

function describe(): string {
  const handler = `a handler that waits ${plan.waitMs} ms and computes ${plan.burnMicros} µs`;
  const how = `medians of ${rounds} rounds of ${values.seconds} s after ${values.warmup} s of the same load`;
  return `\`npm run bench:shed\`: ${handler}, full telemetry, load that does not wait for answers; ${how}.`;
}
