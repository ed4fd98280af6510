import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** Until a process must be gone that was asked to stop. */
const stopTimeoutMs = 10_000;

/**
 * A process that a test owns, one life after another: it may be killed, held and started again, and does not outlive the
 * test's own process. Disposing asks it to stop, and kills it when it does not.
 */
export class OwnedProcess implements AsyncDisposable {
  readonly #killAtExit = () => void this.#child?.kill("SIGKILL");
  #child: ChildProcess | undefined;
  #exited: Promise<unknown> = Promise.resolve();

  constructor() {
    process.once("exit", this.#killAtExit);
  }

  /** 0 before its first life. */
  get pid(): number {
    return this.#child?.pid ?? 0;
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

  /** Makes this child its life. */
  protected own<C extends ChildProcess>(child: C): C {
    this.#child = child;
    this.#exited = once(child, "exit");
    return child;
  }
}
