import type { Part } from "./part.ts";

/** What `/readyz` answers: `degraded` still serves, `not_ready` does not. */
export interface Readiness {
  readonly status: "ready" | "degraded" | "not_ready";
  readonly parts: readonly PartHealth[];
}

/** One part's state. */
export interface PartHealth {
  readonly name: string;
  readonly isRequired: boolean;
  readonly isHealthy: boolean;
  /** Why not, for people. */
  readonly message?: string;
}

/**
 * Where a process is in its life. `draining`: no longer ready, still serving. `closing`: the doors close; what would
 * never end by itself, such as a health watch, ends now.
 */
export type Phase = "starting" | "serving" | "draining" | "closing";

/** Whether the process can serve: by its parts' checks, and never while it starts or drains. */
export class Health {
  readonly #parts: readonly Part[];
  #phase: Phase = "starting";
  readonly #listeners = new Set<() => void>();

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** Moves on; watchers are told. */
  set phase(phase: Phase) {
    this.#phase = phase;
    for (const listener of this.#listeners) listener();
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Asks every part. */
  async read(): Promise<Readiness> {
    const parts = await Promise.all(this.#parts.filter((part) => part.check).map(checkPart));
    const failed = parts.filter((part) => !part.isHealthy);
    const isReady = this.#phase === "serving" && !failed.some((part) => part.isRequired);
    const status = isReady ? (failed.length > 0 ? "degraded" : "ready") : "not_ready";
    return { status, parts };
  }

  /** Calls `listener` whenever the phase changes; returns the function that stops it. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

async function checkPart(part: Part): Promise<PartHealth> {
  const { name, isRequired = true } = part;
  try {
    await part.check?.();
    return { name, isRequired, isHealthy: true };
  } catch (cause) {
    return { name, isRequired, isHealthy: false, message: cause instanceof Error ? cause.message : String(cause) };
  }
}
