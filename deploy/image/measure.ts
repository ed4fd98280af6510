// `npm run image:measure`: how large the layers are, how long a service takes to start beside Node itself, and what it keeps
// resident. Reads what `npm run image` left in .cache/image; medians of 11 alternating rounds.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { layers } from "./write-layers.ts";

const folder = join(import.meta.dirname, "../../.cache/image");
const launcher = join(folder, "dist/flotilla.mjs");
const programs = {
  node: ["-e", "console.log('listening'); setInterval(() => {}, 1e9)"],
  hello: [launcher, "hello"],
  users: [launcher, "users"],
};
const rounds = 11;
const restMs = 3000;
const env = { HOST: "127.0.0.1", PORT: "0", METRICS_PORT: "0", LOG_FORMAT: "json", MALLOC_ARENA_MAX: "1" };

const print = (line: string) => void process.stdout.write(`${line}\n`);
const toMb = (bytes: number) => (bytes / 1e6).toFixed(1);

print("| layer | MB | MB with gzip |\n| --- | --: | --: |");
let sum = 0;
for (const layer of layers) {
  const bytes = readFileSync(join(folder, `${layer}.tar`));
  // As Docker packs layers for a registry; Node's own zlib packs less.
  const { length } = execFileSync("gzip", ["-6", "--no-name", "--stdout"], { input: bytes, maxBuffer: 1 << 30 });
  sum += length;
  print(`| ${layer} | ${toMb(bytes.length)} | ${toMb(length)} |`);
}
print(
  `| all | | ${toMb(sum)} |\n\n| program | starts in, ms | of Node | resident, MB | of them its own |\n| --- | --: | --: | --: | --: |`,
);

const times = new Map<string, number[]>(Object.keys(programs).map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, args] of Object.entries(programs)) times.get(name)?.push((await start(args)).startMs);
}
for (const [name, args] of Object.entries(programs)) {
  const { residentKb, ownKb } = await start(args, restMs);
  const ms = median(times.get(name) ?? []);
  const ratio = ms / median(times.get("node") ?? []);
  print(`| ${name} | ${ms.toFixed(0)} | ${ratio.toFixed(1)} | ${toMb(residentKb * 1024)} | ${toMb(ownKb * 1024)} |`);
}

/** One life, up to its line `listening` and `idleMs` beyond. */
async function start(args: readonly string[], idleMs = 0) {
  const beganMs = performance.now();
  const program = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(program, "exit");
  for await (const chunk of program.stdout.iterator({ destroyOnReturn: false }))
    if (String(chunk).includes("listening")) break;
  const startMs = performance.now() - beganMs;
  await delay(idleMs);
  const status = readFileSync(`/proc/${program.pid}/status`, "utf8");
  const read = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]);
  program.kill("SIGKILL");
  await exit;
  return { startMs, residentKb: read("VmRSS"), ownKb: read("RssAnon") };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
