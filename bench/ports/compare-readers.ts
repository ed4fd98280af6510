import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pinned, serverCore } from "../src/pinning.ts";
import { outFolder } from "../src/places.ts";
import { median } from "../src/statistics.ts";
import { generateFile } from "./generate-file.ts";

const fileBytes = 200e6;
const rounds = 5;

interface Run {
  readonly ports: number;
  readonly seconds: number;
}

/** Reads one file with both readers in turns, each alone on one core, and answers a table with the ratio. */
export function compareReaders(folder: string): string {
  const path = join(folder, "ports-200mb.json");
  generateFile(path, fileBytes);
  const peer = buildPeer();
  const reader = fileURLToPath(new URL("read-file.ts", import.meta.url));
  const commands = { flotilla: [process.execPath, reader, path], "encoding/json": [peer, path] };
  const rates: Record<keyof typeof commands, number[]> = { flotilla: [], "encoding/json": [] };
  const megabytes = statSync(path).size / 1e6;
  for (let round = 0; round < rounds; round++) {
    const runs = Object.entries(commands).map(([name, command]) => ({ name, ...run(command) }));
    if (new Set(runs.map(({ ports }) => ports)).size !== 1)
      throw new Error("the readers do not agree on the number of ports");
    for (const { name, seconds } of runs) rates[name as keyof typeof commands].push(megabytes / seconds);
  }
  return toTable(rates);
}

function toTable(rates: Readonly<Record<string, readonly number[]>>): string {
  const [ours = Number.NaN, theirs = Number.NaN] = Object.values(rates).map(median);
  const rows = Object.entries(rates).map(([name, all]) => {
    const [lowest, highest] = [Math.min(...all), Math.max(...all)];
    return `| ${name} | ${median(all).toFixed(1)} | ${lowest.toFixed(1)} – ${highest.toFixed(1)} |`;
  });
  const head = "| reader | MB/s | lowest – highest |\n|---|---|---|";
  return `${head}\n${rows.join("\n")}\n\nflotilla reads ${(ours / theirs).toFixed(2)} × as fast.\n`;
}

function run(command: readonly string[]): Run {
  const [program = "", ...args] = pinned(serverCore, command);
  const env = { ...process.env, GOMAXPROCS: "1" };
  return JSON.parse(execFileSync(program, args, { encoding: "utf8", env })) as Run;
}

function buildPeer(): string {
  mkdirSync(outFolder, { recursive: true });
  const peer = join(outFolder, "ports-peer");
  execFileSync("go", ["build", "-o", peer, "."], { cwd: new URL("go", import.meta.url), stdio: "inherit" });
  return peer;
}
