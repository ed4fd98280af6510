import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findFreePort } from "@flotilla/testkit/free-port";
import { root } from "../src/places.ts";
import { generateFile } from "./generate-file.ts";

const fileBytes = 1e9;
const readEveryMs = 50;

interface Measured {
  readonly seconds: number;
  /** Longest time that a read of another port took meanwhile. */
  readonly slowestReadMs: number;
  readonly peakMegabytes: number;
}

type Read = (path: string) => Promise<{ readonly status: number; readonly ms: number }>;

/** Loads and imports 1 GB into a service of its own each time, from source and from the bundle; answers a table. */
export async function loadLargeFile(folder: string): Promise<string> {
  const path = join(folder, "ports-1gb.json");
  const ports = generateFile(path, fileBytes);
  const megabytes = statSync(path).size / 1e6;
  const entries = { source: "services/ports/src/main.ts", bundle: "dist/ports.mjs" };
  const rows: string[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    if (!existsSync(join(root, entry))) continue;
    for (const [way, measure] of Object.entries({ "load at start": loadAtStart, import: importByHttp })) {
      const { seconds, peakMegabytes, slowestReadMs } = await measure(join(root, entry), path, folder);
      const cells = [
        way,
        name,
        (megabytes / seconds).toFixed(1),
        seconds.toFixed(1),
        peakMegabytes.toFixed(0),
        slowestReadMs.toFixed(0),
      ];
      rows.push(`| ${cells.join(" | ")} |`);
    }
  }
  const head =
    "| what | program | MB/s | seconds | peak RSS, MB | slowest read meanwhile, ms |\n|---|---|---|---|---|---|";
  return `${megabytes.toFixed(0)} MB, ${ports} ports\n\n${head}\n${rows.join("\n")}\n`;
}

async function loadAtStart(entry: string, path: string, folder: string): Promise<Measured> {
  await using service = await startService(entry, folder, { PORTS_FILE: path });
  const begunMs = performance.now();
  return service.measure(begunMs, await service.awaitReady());
}

async function importByHttp(entry: string, path: string, folder: string): Promise<Measured> {
  await using service = await startService(entry, folder, {});
  await service.awaitReady();
  const begunMs = performance.now();
  let isDone = false;
  const body = createReadStream(path) as unknown as NonNullable<RequestInit["body"]>;
  const request = { method: "POST", body, duplex: "half" } as RequestInit;
  const importing = fetch(`${service.url}/ports:import`, request).finally(() => {
    isDone = true;
  });
  let slowestReadMs = 0;
  while (!isDone) {
    slowestReadMs = Math.max(slowestReadMs, (await service.read("/ports/AEAJM")).ms);
    await delay(readEveryMs);
  }
  const answer = await importing;
  if (answer.status !== 200) throw new Error(`the import failed: ${await answer.text()}`);
  return service.measure(begunMs, slowestReadMs);
}

async function startService(entry: string, folder: string, env: Readonly<Record<string, string>>) {
  const dataDir = mkdtempSync(join(folder, "data-"));
  const port = await findFreePort();
  const own = { PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: "warn", ...env };
  const child = spawn(process.execPath, [entry], { env: { ...process.env, ...own }, stdio: "inherit" });
  const url = `http://127.0.0.1:${port}`;
  const read: Read = async (requestPath) => {
    const begunMs = performance.now();
    const answer = await fetch(url + requestPath);
    await answer.arrayBuffer();
    return { status: answer.status, ms: performance.now() - begunMs };
  };
  return {
    url,
    read,
    awaitReady: () => awaitReady(read, child),
    measure: (begunMs: number, slowestReadMs: number): Measured => ({
      seconds: (performance.now() - begunMs) / 1000,
      peakMegabytes: readPeakMegabytes(child.pid!),
      slowestReadMs,
    }),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
      rmSync(dataDir, { recursive: true });
    },
  };
}

/** Resolves when the service is ready, with the longest time that an answer about it took. */
async function awaitReady(read: Read, child: ChildProcess): Promise<number> {
  let slowestMs = 0;
  while (child.exitCode === null) {
    const answer = await read("/readyz").catch(() => undefined);
    if (answer?.status === 200) return slowestMs;
    slowestMs = Math.max(slowestMs, answer?.ms ?? 0);
    await delay(readEveryMs);
  }
  throw new Error(`the service ended with ${child.exitCode}`);
}

/** The kernel's own high-water mark of the resident set. */
function readPeakMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return (Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024) / 1e6;
}
