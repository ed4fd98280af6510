import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { loaderCommand } from "./load.ts";
import type { ServerProcess } from "./server-process.ts";

/** What the loader keeps open: connections that are idle after one call, or calls that have had one message. */
export interface Held {
  readonly connections: number;
  /** Open calls on each connection; 0 for idle ones. */
  readonly streams: number;
}

const heldCall = { path: "/flotilla.bench.v1.BenchService/Hold", message: "nothing" };

/** Opens connections to a server and keeps them until the answer is disposed of. Throws when one cannot be had. */
export async function hold(server: ServerProcess, held: Held): Promise<AsyncDisposable> {
  const flags = { protocol: "hold", ...held, requests: 100, ...(held.streams > 0 && heldCall) };
  const [command = "", ...args] = loaderCommand(server, flags);
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const exit = once(child, "exit");
  const standing = once(createInterface(child.stdout), "line") as Promise<[string]>;
  const line = await Promise.race([standing, exit.then(() => undefined)]);
  const errors = line ? (JSON.parse(line[0]) as { errors: Record<string, number> }).errors : "the loader ended";
  if (JSON.stringify(errors) !== "{}") {
    child.kill();
    throw new Error(`not everything stands: ${JSON.stringify(errors)}`);
  }
  return {
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exit;
    },
  };
}
