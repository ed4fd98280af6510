import { ExitError, toExitCode } from "./exit-error.ts";
import type { Part } from "./part.ts";
import type { Logger } from "./telemetry/logger.ts";

/** The parts of a process, started in order and stopped in reverse. */
export class Parts {
  readonly #parts: readonly Part[];
  readonly #log: Logger;
  readonly #started: Part[] = [];
  readonly #runs: Promise<void>[] = [];
  readonly #stop = new AbortController();

  constructor(parts: readonly Part[], log: Logger) {
    this.#parts = parts;
    this.#log = log;
  }

  /** Starts one after the other. Rejects with an error that names the part that failed; {@link stop} stops the rest. */
  async start(): Promise<void> {
    for (const part of this.#parts) {
      if (this.#stop.signal.aborted) return;
      await part.start?.().catch((cause: unknown) => {
        throw toPartError(part, "did not start", cause);
      });
      this.#started.push(part);
    }
  }

  /** Begins the work beside the doors; `onFailure` learns of the first part whose work failed. */
  run(onFailure: (error: Error) => void): void {
    const { signal } = this.#stop;
    for (const part of this.#started) {
      const run = part.run?.(signal).catch((cause: unknown) => {
        if (!signal.aborted) onFailure(toPartError(part, "failed", cause));
      });
      if (run) this.#runs.push(run);
    }
  }

  /** Tells the parts that run, and those yet to start, that it is over; returns at once. */
  abort(): void {
    this.#stop.abort();
  }

  /** Stops what was started, each part within `timeoutMs`. A part that fails to stop is logged and passed over. */
  async stop(timeoutMs: number): Promise<void> {
    this.abort();
    await withinTime(timeoutMs, () => Promise.all(this.#runs)).catch((err) => this.#log.error({ err }, "part runs on"));
    for (const part of this.#started.splice(0).reverse()) {
      await withinTime(timeoutMs, (signal) => part.stop?.(signal)).catch((err) => {
        this.#log.error({ err, part: part.name }, "part did not stop");
      });
    }
  }
}

/** Waits for `work`, or rejects when it takes longer; `signal` aborts then. */
async function withinTime(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<unknown> | undefined,
): Promise<void> {
  const controller = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new Error(`not done after ${timeoutMs} ms`);
    controller.abort(error);
    reject(error);
  }, timeoutMs);
  try {
    await Promise.race([work(controller.signal), promise]);
  } finally {
    clearTimeout(timer);
  }
}

function toPartError(part: Part, what: string, cause: unknown): ExitError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new ExitError(`${part.name} ${what}: ${message}`, toExitCode(cause), { cause });
}
