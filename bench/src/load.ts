import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadCore, pinned } from "./pinning.ts";
import { outFolder } from "./places.ts";
import { userCount } from "./sample-users.ts";
import type { Shape } from "./sections.ts";
import type { ServerProcess } from "./server-process.ts";
import { type Work, works } from "./works.ts";

/** What the loader saw of one server. Times are microseconds, CPU is in cores. */
export interface LoadReport {
  readonly requests: number;
  /** With those of the warm-up. */
  readonly total: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly maxMicros: number;
  /** Calls that were shed while others decided when they came, and how long they waited for that. */
  readonly refused: number;
  readonly refusedP99Micros: number;
  /** Calls that were due and never sent, since no connection was free. */
  readonly unsent: number;
  readonly bytesPerAnswer: number;
  /** Bytes per answer in either direction, with all that frames them. */
  readonly wireReceived: number;
  readonly wireSent: number;
  readonly loaderCpu: number;
  readonly serverCpu: number;
  readonly errors: Readonly<Record<string, number>>;
}

/** The report of a load that never ran. */
export const noReport: LoadReport = {
  requests: 0,
  total: 0,
  seconds: 0,
  perSecond: 0,
  p50Micros: 0,
  p99Micros: 0,
  maxMicros: 0,
  refused: 0,
  refusedP99Micros: 0,
  unsent: 0,
  bytesPerAnswer: 0,
  wireReceived: 0,
  wireSent: 0,
  loaderCpu: 0,
  serverCpu: 0,
  errors: {},
};

/** How long a server is warmed and measured. */
export interface LoadTimes {
  readonly warmupSeconds: number;
  readonly seconds: number;
}

const graceSeconds = 20;

/** Runs the loader against a server: 10,000 different requests, each with a traceparent (and gRPC timeout) of its own. */
export function runLoad(
  server: Pick<ServerProcess, "port" | "pid">,
  work: Work,
  shape: Shape,
  times: LoadTimes,
): Promise<LoadReport> {
  return runLoader(server, { ...works[work].flags, ...shape }, times);
}

/** Runs the loader with flags of one's own. */
export async function runLoader(
  server: Pick<ServerProcess, "port" | "pid">,
  flags: Readonly<Record<string, string | number>>,
  { warmupSeconds, seconds }: LoadTimes,
): Promise<LoadReport> {
  const times = { warmup: `${warmupSeconds}s`, duration: `${seconds}s` };
  const [command = "", ...args] = loaderCommand(server, { ...flags, ...times });
  const timeout = Math.ceil((warmupSeconds + seconds + graceSeconds) * 1000);
  const { stdout } = await promisify(execFile)(command, args, { timeout });
  return JSON.parse(stdout) as LoadReport;
}

/** The loader's command line, alone with the runner on their core. */
export function loaderCommand(
  { port, pid }: Pick<ServerProcess, "port" | "pid">,
  flags: Readonly<Record<string, string | number>>,
): readonly string[] {
  const all = { ...flags, address: `127.0.0.1:${port}`, server: pid, users: userCount };
  const args = Object.entries(all).map(([name, value]) => `-${name}=${value}`);
  return pinned(loadCore, [join(outFolder, "loader"), ...args]);
}
