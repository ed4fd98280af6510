import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { OwnedProcess } from "./owned-process.ts";

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

/** A server program that says when it listens. */
export class ServerProcess extends OwnedProcess {
  readonly #options: ProgramOptions;

  constructor(options: ProgramOptions) {
    super();
    this.#options = options;
  }

  /** Resolves once it is ready; rejects with its log when it ends before. */
  async start(): Promise<void> {
    const { command, args, env, ready, log = "stderr" } = this.#options;
    const child = this.own(spawn(command, args, { env: { ...process.env, ...env } }));
    const lines: string[] = [];
    for await (const line of createInterface({ input: child[log] })) {
      lines.push(line);
      if (ready.test(line)) break;
    }
    if (!ready.test(lines.at(-1) ?? "")) throw new Error(`${command} did not start:\n${lines.join("\n")}`);
    child.stdout.resume();
    child.stderr.resume();
  }
}
