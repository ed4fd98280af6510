// `npm run bench`: starts every server in turn, alone on one core, loads it from the other one, and prints how many
// times faster or slower Flotilla is. README.md says what is fair about it.
import { parseArgs } from "node:util";
import { buildAll } from "./build-peers.ts";
import type { LoadTimes } from "./load.ts";
import { machineLine, versionLine } from "./machine.ts";
import { type Measurement, measureTarget } from "./measure.ts";
import { canPin, pinSelf } from "./pinning.ts";
import { say } from "./say.ts";
import { chooseSections, type Section } from "./sections.ts";
import { type SpanSink, startSpanSink } from "./span-sink.ts";
import { type Circumstances, store } from "./stored-results.ts";
import { summarize } from "./summary.ts";
import { renderSection } from "./table.ts";
import { createTarget, type ServerName, type Target } from "./targets.ts";
import { works } from "./works.ts";
import { writePage } from "./write-page.ts";

const { values, positionals } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "2" },
    warmup: { type: "string", default: "6" },
    only: { type: "string", default: "" },
    quick: { type: "boolean", default: false },
  },
  allowPositionals: true,
});

/** Fewer rounds give no median worth keeping. */
const fewestRounds = 5;

const chosen = chooseSections(positionals);
const rounds = values.quick ? 1 : Number(values.rounds);
const times: LoadTimes = values.quick
  ? { warmupSeconds: 1, seconds: 1 }
  : { warmupSeconds: Number(values.warmup), seconds: Number(values.seconds) };
const isKept = rounds >= fewestRounds && values.only === "";

if (!canPin) say("WARNING: server and load cannot be held on two cores here; the figures mean nothing");
const missing = new Set(buildAll());
pinSelf();
await using sink = await startSpanSink();
const measurements = await measureAll(sink);
const how: Circumstances = { rounds, ...times, machine: machineLine(), versions: versionLine(missing) };
for (const section of chosen) {
  const result = { how, rows: summarize(section, measurements) };
  process.stdout.write(`${renderSection(section, result)}\n\n`);
  if (isKept) store(section.name, result);
}
if (isKept) writePage();

/** Rounds alternate between the targets, so that a slow minute of the machine hits all of them. */
async function measureAll(sink: SpanSink): Promise<Measurement[]> {
  const measurements = [];
  for (let round = 1; round <= rounds; round++) {
    for (const [target, sections] of targetsOf(chosen)) {
      const measured = await measureTarget(target, sections, { times, sink, withIdentical: round === 1 });
      for (const one of measured) report(round, one);
      measurements.push(...measured);
    }
  }
  return measurements;
}

/** Each server once for every work and kind of telemetry, with the sections it stands in. */
function targetsOf(sections: readonly Section[]): Map<Target, Section[]> {
  const targets = new Map<string, { target: Target; sections: Section[] }>();
  for (const section of sections) {
    for (const server of section.servers.filter(isWanted)) {
      const key = `${section.work} ${section.telemetry} ${server}`;
      const target = targets.get(key)?.target ?? createTarget(server, section.work, section.telemetry);
      targets.set(key, { target, sections: [...(targets.get(key)?.sections ?? []), section] });
    }
  }
  return new Map([...targets.values()].map(({ target, sections }) => [target, sections]));
}

function isWanted(server: ServerName): boolean {
  if (missing.has(server)) return false;
  return values.only === "" || values.only.split(",").includes(server);
}

function report(round: number, { target, section, report, void: why }: Measurement): void {
  const { unit, perCall } = works[section.work];
  const rate = `${Math.round(report.perSecond * perCall)} ${unit}`;
  const share = `server core ${Math.round(report.serverCpu * 100)} %`;
  say(`round ${round}: ${section.name} ${target.name}: ${rate}, ${share}${why ? `; VOID: ${why}` : ""}`);
}
