// `npm run bench:memory`: what idle connections and open streams cost in resident memory, ours beside the peers'.
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { buildAll } from "./build-peers.ts";
import { checkAnswers } from "./check-answers.ts";
import { type Held, hold } from "./hold.ts";
import { machineLine } from "./machine.ts";
import { type MemoryResult, type MemoryRow, renderMemory } from "./memory-table.ts";
import { pinSelf } from "./pinning.ts";
import { say } from "./say.ts";
import { startServer } from "./server-process.ts";
import { startSpanSink } from "./span-sink.ts";
import { median } from "./statistics.ts";
import { store } from "./stored-results.ts";
import { createTarget, type ServerName, type Target } from "./targets.ts";
import { writePage } from "./write-page.ts";

interface Growth {
  readonly beforeMb: number;
  readonly afterMb: number;
}

const fewestRounds = 3;
const settleMs = 2000;
const idle: Held = { connections: 10_000, streams: 0 };
const streaming: Held = { connections: 100, streams: 100 };
const observed: readonly ServerName[] = ["flotilla", "flotilla on node:http2", "grpc-go"];

const { values } = parseArgs({ options: { rounds: { type: "string", default: "3" } } });
const rounds = Number(values.rounds);

const missing = new Set(buildAll());
pinSelf();
await using sink = await startSpanSink();
const targets = observed.map((name) => createTarget(name, "get-by-email", true));
const bare = missing.has("tonic") ? [] : [createTarget("tonic", "get-by-email", false)];
const rows = [];
for (const target of [...targets, ...bare].map(allowingStreams)) rows.push(await measureRow(target));
const counts = { connections: idle.connections, streams: streaming.connections * streaming.streams };
const result: MemoryResult = { machine: machineLine(), rounds, ...counts, rows };
process.stdout.write(`${renderMemory(result)}\n`);
if (rounds >= fewestRounds) {
  store("memory", result);
  writePage();
}

/** As many open streams are more calls at once than a server takes by default. */
function allowingStreams(target: Target): Target {
  return { ...target, env: (port) => ({ ...target.env?.(port), MAX_CONCURRENT_CALLS: "20000" }) };
}

async function measureRow(target: Target): Promise<MemoryRow> {
  const idles = [];
  const streams = [];
  for (let round = 1; round <= rounds; round++) {
    idles.push(await measureGrowth(target, idle));
    streams.push(await measureGrowth(target, streaming));
  }
  const server = target.telemetry ? target.name : `${target.name}, bare`;
  return {
    server,
    startedMb: median(idles.map(({ beforeMb }) => beforeMb)),
    idleMb: median(idles.map(({ afterMb }) => afterMb)),
    streamingFromMb: median(streams.map(({ beforeMb }) => beforeMb)),
    streamingMb: median(streams.map(({ afterMb }) => afterMb)),
  };
}

/** Nobody collects garbage on demand: memory is what the process holds a while after the last connection stands. */
async function measureGrowth(target: Target, held: Held): Promise<Growth> {
  await using server = await startServer(target, sink.url);
  await checkAnswers(target.work, server.port);
  await delay(settleMs);
  const beforeMb = residentMb(server.pid);
  await using _held = await hold(server, held);
  await delay(settleMs);
  const afterMb = residentMb(server.pid);
  say(
    `memory: ${target.name}, ${held.connections} × ${held.streams}: ${Math.round(beforeMb)} → ${Math.round(afterMb)} MB`,
  );
  return { beforeMb, afterMb };
}

/** Resident memory of a process in millions of bytes. */
function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024) / 1e6;
}
