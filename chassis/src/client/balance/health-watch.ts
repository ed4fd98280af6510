import { Health, HealthCheckResponse_ServingStatus } from "@flotilla/contract/grpc/health/v1/health";
import type { Clock } from "../../clock.ts";
import { type FaultCode, toFault } from "../../fault.ts";
import { type Caller, createClient } from "../client.ts";
import { Backoff } from "../wire/backoff.ts";
import { WireError } from "../wire/wire-error.ts";

/** Whose health is watched, and who hears of it. */
export interface HealthWatchOptions {
  readonly caller: Caller;
  readonly clock: Clock;
  readonly random: () => number;
  /** True also for who has no health to tell; undefined when nobody knows any more. */
  onHealth(isServing: boolean | undefined): void;
}

const { SERVING } = HealthCheckResponse_ServingStatus;
const maxPauseMs = 2000;

/** It serves no grpc.health.v1, or not to us: as good as healthy (gRPC proposal A17). */
const untold: ReadonlySet<FaultCode> = new Set(["unimplemented", "unauthenticated", "permission_denied"]);

/**
 * Follows what a peer says of itself by grpc.health.v1 (gRPC proposal A17): one Watch of the empty name, begun again after
 * a pause when it ends. A peer that ends it with a Fault counts as unhealthy until it answers again.
 */
export class HealthWatch {
  readonly #options: HealthWatchOptions;
  readonly #backoff: Backoff;
  #stopTimer: (() => void) | undefined = undefined;
  #abort: AbortController | undefined = undefined;

  constructor(options: HealthWatchOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.clock, options.random, maxPauseMs);
  }

  /** Asks now, unless it is asking already. */
  start(): void {
    if (this.#abort) return;
    this.#stopTimer?.();
    this.#abort = new AbortController();
    void this.#watch(this.#abort.signal);
  }

  stop(): void {
    this.#stopTimer?.();
    this.#abort?.abort();
    this.#abort = undefined;
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { caller, onHealth } = this.#options;
    this.#backoff.start();
    const isServing = await this.#follow(caller, signal);
    if (signal.aborted) return;
    this.#abort = undefined;
    onHealth(isServing);
    if (isServing) return;
    this.#backoff.fail();
    this.#stopTimer = this.#options.clock.after(this.#backoff.waitMs, () => this.start());
  }

  /** Hands on what the peer says until it says no more; what to make of that. */
  async #follow(caller: Caller, signal: AbortSignal): Promise<boolean | undefined> {
    try {
      for await (const { status } of createClient(Health, caller).watch({ service: "" }, { signal })) {
        if (signal.aborted) return undefined;
        this.#backoff.reset();
        this.#options.onHealth(status === SERVING);
      }
      return undefined;
    } catch (thrown) {
      const { code, cause } = toFault(thrown);
      if (untold.has(code)) return true;
      return cause instanceof WireError ? undefined : false;
    }
  }
}
