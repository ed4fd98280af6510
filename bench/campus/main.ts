// `npm run bench:campus`: students beside the same work in Go, on the same PostgreSQL, Redis and NATS. The server has one
// core to itself; stores and load share the other one.
import { parseArgs } from "node:util";
import { buildLoader } from "../src/build-peers.ts";
import { machineLine } from "../src/machine.ts";
import { pinSelf } from "../src/pinning.ts";
import { writeResults } from "../src/results.ts";
import { startSpanSink } from "../src/span-sink.ts";
import { store } from "../src/stored-results.ts";
import { cachedReads } from "./cached-reads.ts";
import { measureLag } from "./lag.ts";
import { alternate, renderMedians } from "./rounds.ts";
import { buildGoPeer, flotillaTarget, goTarget } from "./targets.ts";
import { writes } from "./writes.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "4" },
    warmup: { type: "string", default: "6" },
    // A POST takes thirty times as long as a cached read: V8 sees as many of them only after a while.
    "write-warmup": { type: "string", default: "15" },
    connections: { type: "string", default: "16" },
    only: { type: "string", default: "reads,writes,lag" },
  },
});

const rounds = Number(values.rounds);
const load = { warmupSeconds: Number(values.warmup), seconds: Number(values.seconds) };
const writing = { ...load, warmupSeconds: Number(values["write-warmup"]), connections: Number(values.connections) };
const parts = values.only.split(",");
const isKept = rounds >= 5 && parts.length === 3;

buildLoader();
buildGoPeer();
pinSelf();
await using sink = await startSpanSink();
const pages: string[] = [];
const kept: Record<string, unknown> = {};

if (parts.includes("reads")) {
  const rows = await alternate(
    [
      cachedReads((env) => flotillaTarget("flotilla, near cache", env), sink.url, load),
      cachedReads((env) => flotillaTarget("flotilla", env), sink.url, load),
      cachedReads((env) => flotillaTarget("flotilla, no cache", env), sink.url, load),
      cachedReads((env) => goTarget(env, 16), sink.url, load),
    ],
    rounds,
  );
  kept["reads"] = rows;
  const table = renderMedians(rows, ["flotilla", "flotilla, near cache"]);
  pages.push(`### \`GET /api/students/{id}\`, 10,000 students, 64 connections\n\n${table}`);
}

if (parts.includes("writes")) {
  const rows = await alternate(
    [
      writes((env) => flotillaTarget("flotilla", env), sink.url, writing),
      writes((env) => goTarget(env), sink.url, writing),
      writes((env) => goTarget(env, 16), sink.url, writing),
    ],
    rounds,
  );
  kept["writes"] = rows;
  const title = `\`POST /api/students\` with two courses, ${values.connections} connections`;
  pages.push(`### ${title}\n\n${renderMedians(rows, ["flotilla"])}`);
}

if (parts.includes("lag")) {
  const lag = await measureLag(writing, sink.url);
  kept["lag"] = lag;
  pages.push(`### Until the other side shows it\n\n${lag.text}`);
}

const warmups = `${values.warmup} s (writes: ${values["write-warmup"]} s) of the same load`;
const how = `medians of ${rounds} rounds of ${values.seconds} s after ${warmups}`;
const page = [
  `\`npm run bench:campus\`: ${how}.\n\nMachine: ${machineLine()}, Node ${process.version}.`,
  ...pages,
].join("\n\n");
process.stdout.write(`${page}\n`);
if (isKept) {
  store("campus", { rounds, ...load, machine: machineLine(), ...kept });
  writeResults("Campus", page);
}
