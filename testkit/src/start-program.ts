import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** How to start a program, and how to know that it listens. */
export interface ProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** A line that it prints once it listens. */
  readonly ready: RegExp;
  /** Where it prints. Default: `stderr`. */
  readonly log?: "stdout" | "stderr";
}

/** Starts a program; resolves once it is ready, rejects with its log when it ends before. Disposing stops it. */
export async function startProgram(options: ProgramOptions): Promise<AsyncDisposable> {
  const { command, args, env, ready, log = "stderr" } = options;
  const child = spawn(command, args, { env: { ...process.env, ...env } });
  const exited = once(child, "exit");
  const lines: string[] = [];
  for await (const line of createInterface({ input: child[log] })) {
    lines.push(line);
    if (ready.test(line)) break;
  }
  if (!ready.test(lines.at(-1) ?? "")) throw new Error(`${command} did not start:\n${lines.join("\n")}`);
  child.stdout.resume();
  child.stderr.resume();
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
