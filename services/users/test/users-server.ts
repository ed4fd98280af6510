import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** How a process ended, and all that it wrote. */
export interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

/** A users-server that has said where it listens. It is stopped, and its end awaited, when it is disposed of. */
export interface UsersServer extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly address: string;
  readonly metricsAddress: string;
  /** Everything written so far. */
  output(): string;
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

/** Runs users-server to its end. */
export async function runUsersServer(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const { child, output } = launch(args, env);
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, output: output() };
}

/** Starts users-server on free ports, unless `args` say otherwise, and waits for its first line. */
export async function startUsersServer(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<UsersServer> {
  const ports = ["--address=127.0.0.1:0", "--address-metrics=127.0.0.1:0"];
  const { child, output } = launch([...ports, ...args], env);
  const closed = once(child, "close") as Promise<[number | null]>;
  const [, address, metricsAddress] = await findInOutput(
    child,
    output,
    /listening on address (\S+), metrics on (\S+) /,
  );
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    const [exitCode] = await closed;
    return { exitCode, output: output() };
  };
  const dispose = async () => void (await stop());
  return { child, address: address!, metricsAddress: metricsAddress!, output, stop, [Symbol.asyncDispose]: dispose };
}

function launch(args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [entry, ...args], { env: { USERS_STORE: "memory", ...env } });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk) => (text += chunk));
  return { child, output: () => text };
}

function findInOutput(child: ChildProcess, output: () => string, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const match = pattern.exec(output());
      if (match) resolve(match);
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    child.once("close", () => reject(new Error(`users-server ended before it listened:\n${output()}`)));
  });
}
