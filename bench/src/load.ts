import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadCore, pinned } from "./pinning.ts";
import { outFolder } from "./places.ts";
import { userCount } from "./sample-users.ts";
import type { ServerProcess } from "./server-process.ts";
import type { Shape, Work } from "./targets.ts";

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
  readonly bytesPerAnswer: number;
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
  bytesPerAnswer: 0,
  loaderCpu: 0,
  serverCpu: 0,
  errors: {},
};

/** How long a server is warmed and measured. */
export interface LoadTimes {
  readonly warmupSeconds: number;
  readonly seconds: number;
}

const paths: Readonly<Record<Work, string>> = { grpc: "/user.UserService/GetByEmail", rest: "/v1/users/" };
const graceSeconds = 20;

/** Runs the loader against a server: 10,000 different requests, each with a traceparent (and gRPC timeout) of its own. */
export async function runLoad(
  server: Pick<ServerProcess, "port" | "pid">,
  work: Work,
  { connections, streams }: Shape,
  { warmupSeconds, seconds }: LoadTimes,
): Promise<LoadReport> {
  const flags = {
    protocol: work === "grpc" ? "grpc" : "http1",
    address: `127.0.0.1:${server.port}`,
    path: paths[work],
    server: server.pid,
    users: userCount,
    connections,
    streams,
    warmup: `${warmupSeconds}s`,
    duration: `${seconds}s`,
  };
  const args = Object.entries(flags).map(([name, value]) => `-${name}=${value}`);
  const [command = "", ...rest] = pinned(loadCore, [join(outFolder, "loader"), ...args]);
  const timeout = (warmupSeconds + seconds + graceSeconds) * 1000;
  const { stdout } = await promisify(execFile)(command, rest, { timeout });
  return JSON.parse(stdout) as LoadReport;
}
