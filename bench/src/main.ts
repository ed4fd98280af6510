// `npm run bench`: starts every target in turn, alone on one core, loads it from the other one, and prints how many
// times faster or slower Flotilla is. README.md says what is fair about it.
import { parseArgs } from "node:util";
import { buildLoader, buildPeers, hasGo } from "./build-peers.ts";
import type { LoadTimes } from "./load.ts";
import { machineLine, versionLine } from "./machine.ts";
import { type Measurement, measureTarget } from "./measure.ts";
import { canPin, pinSelf } from "./pinning.ts";
import { writeResults } from "./results.ts";
import { type SpanSink, startSpanSink } from "./span-sink.ts";
import { summarize } from "./summary.ts";
import { renderTables } from "./table.ts";
import { type Target, targets } from "./targets.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
    warmup: { type: "string", default: "2" },
    work: { type: "string", default: "" },
    only: { type: "string", default: "" },
    bare: { type: "boolean", default: true },
    quick: { type: "boolean", default: false },
  },
  allowNegative: true,
});

const chosen = targets.filter(isWanted);
const rounds = values.quick ? 1 : Number(values.rounds);
const times: LoadTimes = values.quick
  ? { warmupSeconds: 1, seconds: 1 }
  : { warmupSeconds: Number(values.warmup), seconds: Number(values.seconds) };
const isWhole = chosen.length === targets.length && !values.quick;

if (!hasGo) fail("the loader and two of the peers are Go programs, and no Go toolchain is installed");
if (!canPin) say("WARNING: server and load cannot be held on two cores here; the figures mean nothing");
say("building the loader and the Go peers …");
buildLoader();
buildPeers();
pinSelf();
await using sink = await startSpanSink();
const tables = renderTables(summarize(await measureAll(sink)));
process.stdout.write(`${tables}\n`);
if (isWhole) writeResults("Load", `${describe()}\n\n${tables}`);

/** Rounds alternate between the targets, so that a slow minute of the machine hits all of them. */
async function measureAll(sink: SpanSink): Promise<Measurement[]> {
  const measurements = [];
  for (let round = 1; round <= rounds; round++) {
    for (const target of chosen) measurements.push(...(await measureOnce(target, round, sink)));
  }
  return measurements;
}

async function measureOnce(target: Target, round: number, sink: SpanSink): Promise<Measurement[]> {
  const measured = await measureTarget(target, { times, sink, withIdentical: round === 1 });
  for (const { shape, report, void: why } of measured) {
    const name = `${target.name} ${target.work} ${target.telemetry ? "full" : "bare"}`;
    const figures = `${Math.round(report.perSecond)} req/s, server core ${Math.round(report.serverCpu * 100)} %`;
    say(`round ${round}: ${name} ${shape.connections}×${shape.streams}: ${figures}${why ? `; VOID: ${why}` : ""}`);
  }
  return measured;
}

function isWanted({ name, work, telemetry }: Target): boolean {
  if (values.work && values.work !== work) return false;
  if (!values.bare && !telemetry) return false;
  return !values.only || values.only.split(",").includes(name);
}

function describe(): string {
  return [
    `\`npm run bench\`: medians of ${rounds} alternating rounds of ${times.seconds} s after ${times.warmupSeconds} s of warm-up.`,
    `\nMachine: ${machineLine()}; the server alone on one core.\n\nVersions: ${versionLine()}.`,
  ].join("\n");
}

function say(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}

function fail(line: string): never {
  say(line);
  process.exit(1);
}
