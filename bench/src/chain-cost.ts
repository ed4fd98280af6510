// `npm run bench:chain`: what one call waits longer because Flotilla stands around the handler, at one connection with
// one call in flight. The same handlers right behind node:http and node:http2 are what is subtracted, so protocol and
// routing count as part of the chain.
import { parseArgs } from "node:util";
import { buildLoader } from "./build-peers.ts";
import { checkAnswers } from "./check-answers.ts";
import { type LoadTimes, runLoad } from "./load.ts";
import { machineLine } from "./machine.ts";
import { pinSelf } from "./pinning.ts";
import { writeResults } from "./results.ts";
import { startServer } from "./server-process.ts";
import { type SpanSink, startSpanSink } from "./span-sink.ts";
import { median } from "./statistics.ts";
import { chainTargets, type Target } from "./targets.ts";
import { whyVoid } from "./void-run.ts";
import { type Work, works } from "./works.ts";

const mostAddedMs = 0.1;
const single = { connections: 1, streams: 1 };

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, seconds: { type: "string", default: "3" } },
});
const times: LoadTimes = { warmupSeconds: 2, seconds: Number(values.seconds) };

buildLoader();
pinSelf();
const latencies = new Map<Target, number[]>(chainTargets.map((target) => [target, []]));
await using sink = await startSpanSink();
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const target of chainTargets) latencies.get(target)?.push(await measureMedian(target, sink));
}
const compared: readonly Work[] = ["get-user", "get-by-email"];
const head = ["| chain | handler only, ms | flotilla, ms | added, ms | ≤ 0.1 ms |", "| --- | --: | --: | --: | --- |"];
const text = [...head, ...compared.flatMap(renderRows)].join("\n");
process.stdout.write(`${text}\n`);
writeResults("Chain", `${describe()}\n\n${text}`);

async function measureMedian(target: Target, sink: SpanSink): Promise<number> {
  await using server = await startServer(target, sink.url);
  await checkAnswersOf(target, server.port);
  const report = await runLoad(server, target.work, single, times);
  const why = whyVoid(report, target.work);
  if (why) throw new Error(`${target.name}: ${why}`);
  process.stderr.write(`chain: ${target.name} ${target.work}: ${report.p50Micros} µs\n`);
  return report.p50Micros / 1000;
}

/** The handlers alone serve nothing that is absent, so only the users themselves are asked for. */
async function checkAnswersOf(target: Target, port: number): Promise<void> {
  if (target.isOurs) await checkAnswers(target.work, port);
}

function renderRows(work: Work): string[] {
  const [alone, ...chains] = chainTargets.filter((target) => target.work === work);
  const aloneMs = median(latencies.get(alone!) ?? []);
  return chains.map((target) => {
    const chainMs = median(latencies.get(target) ?? []);
    const addedMs = chainMs - aloneMs;
    const verdict = addedMs <= mostAddedMs ? "holds" : "DOES NOT HOLD";
    const name = target.telemetry ? "full telemetry" : "bare";
    return `| ${works[work].door}, ${name} | ${aloneMs.toFixed(3)} | ${chainMs.toFixed(3)} | ${addedMs.toFixed(3)} | ${verdict} |`;
  });
}

function describe(): string {
  const how = `p50 at one connection with one call in flight, medians of ${values.rounds} alternating rounds`;
  return `\`npm run bench:chain\`: ${how} of ${values.seconds} s.\n\nMachine: ${machineLine()}, Node ${process.version}.`;
}
