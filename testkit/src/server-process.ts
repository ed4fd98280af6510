import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { ProgramOptions } from "./start-program.ts";

/** Until a server must be gone that was asked to stop. */
const stopTimeoutMs = 10_000;

/** A server program that a test owns: it may be killed and started again, and does not outlive the test's process. */
export class ServerProcess implements AsyncDisposable {
  readonly #options: ProgramOptions;
  readonly #killAtExit = () => void this.#child?.kill("SIGKILL");
  #child: ChildProcess | undefined;
  #exited: Promise<unknown> = Promise.resolve();

  constructor(options: ProgramOptions) {
    this.#options = options;
    process.once("exit", this.#killAtExit);
  }

  /** Resolves once it is ready; rejects with its log when it ends before. */
  async start(): Promise<void> {
    const { command, args, env, ready, log = "stderr" } = this.#options;
    const child = spawn(command, args, { env: { ...process.env, ...env } });
    this.#child = child;
    this.#exited = once(child, "exit");
    const lines: string[] = [];
    for await (const line of createInterface({ input: child[log] })) {
      lines.push(line);
      if (ready.test(line)) break;
    }
    if (!ready.test(lines.at(-1) ?? "")) throw new Error(`${command} did not start:\n${lines.join("\n")}`);
    child.stdout.resume();
    child.stderr.resume();
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#exited;
  }

  /** SIGSTOP: it holds its connections and does nothing. */
  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  /** SIGCONT. */
  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off("exit", this.#killAtExit);
    this.thaw();
    this.#child?.kill("SIGTERM");
    const timer = setTimeout(() => this.#child?.kill("SIGKILL"), stopTimeoutMs);
    await this.#exited;
    clearTimeout(timer);
  }
}
