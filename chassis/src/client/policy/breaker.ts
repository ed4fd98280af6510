import type { Clock } from "../../clock.ts";
import { FailureWindow } from "./failure-window.ts";

/** `closed` lets all calls through, `open` none, `half_open` a few to see. */
export type BreakerState = "closed" | "half_open" | "open";

/** What a {@link Breaker} is made from. */
export interface BreakerOptions {
  readonly clock: Clock;
  /** From 0 to 1, for jitter. */
  readonly random: () => number;
  /** Told of each change of state. */
  readonly onChange?: ((change: BreakerChange) => void) | undefined;
}

/** A change of state. */
export interface BreakerChange {
  readonly from: BreakerState;
  readonly to: BreakerState;
  /** How long it stays open at least. */
  readonly pauseMs?: number | undefined;
}

/** A call that was let through; it goes back to {@link Breaker.leave}. */
export interface Pass {
  readonly epoch: number;
  readonly startMs: number;
}

const leastCalls = 20;
const mostFailures = 0.5;
const firstPauseMs = 1000;
const longestPauseMs = 2500;
const jitter = 0.25;
const probes = 3;
const probeMs = 1000;

/**
 * Leaves a peer alone for a moment when half of its latest calls, twenty at least, have failed (Nygard, "Release It!").
 * It opens for 1 s, then for twice as long each time up to 2.5 s, less up to a quarter so that callers do not come back
 * together. Then it lets three calls through: three good ones close it, a bad one opens it again. One that has no answer
 * after a second makes room for another, so that a call nobody waits for cannot keep it shut. Results of calls from
 * before the last change of state do not count.
 */
export class Breaker {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #onChange: (change: BreakerChange) => void;
  readonly #window: FailureWindow;
  #state: BreakerState = "closed";
  /** Counts the changes of state. */
  #epoch = 0;
  #nextPauseMs = firstPauseMs;
  #openUntilMs = 0;
  /** Calls that were let through half-open and are not back. */
  #probes: Pass[] = [];
  #successes = 0;

  constructor({ clock, random, onChange = () => undefined }: BreakerOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#onChange = onChange;
    this.#window = new FailureWindow(clock, leastCalls);
  }

  /** It stays `open` after its pause until a call comes. */
  get state(): BreakerState {
    return this.#state;
  }

  /** Lets a call through, or undefined. Who gets a pass must {@link leave} with it. */
  enter(): Pass | undefined {
    const startMs = this.#clock.now();
    if (this.#state === "open" && startMs >= this.#openUntilMs) this.#change("half_open");
    if (this.#state === "open") return undefined;
    if (this.#state === "closed") return { epoch: this.#epoch, startMs };
    return this.#enterProbe(startMs);
  }

  /** How long until a call may get through: 0 when it may now. */
  get waitMs(): number {
    const now = this.#clock.now();
    if (this.#state === "open") return Math.max(0, this.#openUntilMs - now);
    if (this.#state === "closed" || this.#probes.length < probes) return 0;
    return Math.max(0, this.#probes[0]!.startMs + probeMs - now);
  }

  /** The call is over: it succeeded, it failed, or tells nothing (undefined). */
  leave(pass: Pass, isFailure: boolean | undefined): void {
    if (pass.epoch !== this.#epoch) return;
    this.#probes = this.#probes.filter((probe) => probe !== pass);
    if (isFailure === undefined) return;
    if (this.#state === "closed") this.#judge(isFailure);
    else if (isFailure) this.#open();
    else this.#countSuccess();
  }

  #enterProbe(startMs: number): Pass | undefined {
    this.#probes = this.#probes.filter((probe) => startMs - probe.startMs < probeMs);
    if (this.#probes.length >= probes) return undefined;
    const pass = { epoch: this.#epoch, startMs };
    this.#probes.push(pass);
    return pass;
  }

  #judge(isFailure: boolean): void {
    this.#window.add(isFailure);
    if (isFailure && (this.#window.failureShare ?? 0) >= mostFailures) this.#open();
  }

  #countSuccess(): void {
    this.#successes++;
    if (this.#successes < probes) return;
    this.#nextPauseMs = firstPauseMs;
    this.#window.clear();
    this.#change("closed");
  }

  #open(): void {
    const pauseMs = this.#nextPauseMs * (1 - jitter * this.#random());
    this.#nextPauseMs = Math.min(this.#nextPauseMs * 2, longestPauseMs);
    this.#openUntilMs = this.#clock.now() + pauseMs;
    this.#change("open", pauseMs);
  }

  #change(to: BreakerState, pauseMs?: number): void {
    const from = this.#state;
    this.#state = to;
    this.#epoch++;
    this.#probes = [];
    this.#successes = 0;
    this.#onChange({ from, to, pauseMs });
  }
}
