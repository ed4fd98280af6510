import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A command as it is typed, with what it needs in its environment. */
export interface Command {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const request = "GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
const longestStartMs = 30_000;

/** Milliseconds from starting a program to its end; throws when it fails. */
export async function timeToExit({ argv, env }: Command): Promise<number> {
  const [file = "", ...args] = argv;
  const begun = performance.now();
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"] });
  const complaint = child.stderr.toArray();
  const [code] = await once(child, "exit");
  const elapsedMs = performance.now() - begun;
  if (code !== 0) throw new Error(`${argv.join(" ")} ended with ${code}: ${Buffer.concat(await complaint)}`);
  return elapsedMs;
}

/** A server that has become ready, and how long that took. */
export interface ReadyServer extends AsyncDisposable {
  readonly elapsedMs: number;
}

/** Starts a server and asks /readyz until it answers 200. Its output goes nowhere. */
export async function timeToReady({ argv, env }: Command, port: number): Promise<ReadyServer> {
  const [file = "", ...args] = argv;
  const begun = performance.now();
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"] });
  const exit = once(child, "exit");
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk).slice(-1000);
  });
  while (!(await isReady(port))) {
    const isOver = child.exitCode !== null || performance.now() - begun > longestStartMs;
    if (!isOver) continue;
    child.kill("SIGKILL");
    throw new Error(`${argv.join(" ")} does not become ready: ${complaint}`);
  }
  const elapsedMs = performance.now() - begun;
  return {
    elapsedMs,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await exit;
    },
  };
}

async function isReady(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    socket.write(request);
    const [answer] = (await once(socket, "data")) as [Buffer];
    return answer.toString("latin1", 0, 12) === "HTTP/1.1 200";
  } catch {
    await delay(1);
    return false;
  } finally {
    socket.destroy();
  }
}
