import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** How to start a program, and how to know that it listens. */
export interface ProgramOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** A line of its log that comes once it listens. */
  readonly ready: RegExp;
}

/** Starts a program that logs to standard error; resolves once it is ready, rejects with its log when it ends before. */
export async function startProgram({ command, args, ready }: ProgramOptions): Promise<AsyncDisposable> {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(child, "exit");
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line);
    if (ready.test(line)) break;
  }
  if (!ready.test(lines.at(-1) ?? "")) throw new Error(`${command} did not start:\n${lines.join("\n")}`);
  child.stderr.resume();
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
