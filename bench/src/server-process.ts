import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { findFreePort } from "@flotilla/testkit/free-port";
import { loadCore, pinned, serverCore } from "./pinning.ts";
import type { Target } from "./targets.ts";

const startTimeoutMs = 20_000;
const stopTimeoutMs = 8_000;

/** A target that runs and listens. Its standard output is drained through a pipe, as a log collector would. */
export interface ServerProcess extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  readonly startMs: number;
  /** Bytes the server has written to standard output. */
  readonly loggedBytes: number;
  /** Sends SIGTERM and waits, so that buffered spans and lines come out. */
  stop(): Promise<void>;
}

/** Starts a target alone on the server's core, or beside the load, and waits until its port answers. */
export async function startServer(
  target: Target,
  spanUrl: string,
  core: "server" | "load" = "server",
): Promise<ServerProcess> {
  const port = await findFreePort();
  const [command = "", ...args] = pinned(core === "server" ? serverCore : loadCore, target.command(port));
  const env = { ...process.env, ...telemetryEnv(spanUrl), ...target.env?.(port) };
  const begun = performance.now();
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const exit = once(child, "exit");
  let loggedBytes = 0;
  let complaint = "";
  child.stdout.on("data", (chunk: Buffer) => {
    loggedBytes += chunk.length;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk).slice(-2000);
  });

  async function stop() {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await Promise.race([exit, delay(stopTimeoutMs, undefined, { ref: false })]);
    child.kill("SIGKILL");
    await exit;
  }

  try {
    await awaitPort(port, () => child.exitCode);
  } catch (cause) {
    await stop();
    throw new Error(`${target.name} did not start: ${complaint}`, { cause });
  }
  return {
    port,
    pid: child.pid ?? 0,
    startMs: performance.now() - begun,
    get loggedBytes() {
      return loggedBytes;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** The same sampler, exporter and batch times for everybody; each server reads what its library knows of it. */
function telemetryEnv(spanUrl: string): Record<string, string> {
  return {
    GOMAXPROCS: "1",
    NODE_ENV: "production",
    OTEL_EXPORTER_OTLP_ENDPOINT: spanUrl,
    OTEL_BSP_SCHEDULE_DELAY: "1000",
    OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
    OTEL_TRACES_SAMPLER_ARG: "0.01",
  };
}

async function awaitPort(port: number, exitCode: () => number | null): Promise<void> {
  for (const end = performance.now() + startTimeoutMs; performance.now() < end; ) {
    if (exitCode() !== null) throw new Error(`it ended with exit code ${exitCode()}`);
    const socket = connect(port, "127.0.0.1");
    const isOpen = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await delay(5);
  }
  throw new Error(`nothing listens on its port after ${startTimeoutMs} ms`);
}
