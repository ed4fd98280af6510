import type { Clock } from "../../clock.ts";

/** The bounds of an {@link AdaptiveLimit}. */
export interface AdaptiveLimitOptions {
  readonly clock: Clock;
  /** Default 10: even a peer in need gets these. */
  readonly min?: number | undefined;
  /** Where it begins as well: who has done nothing wrong is not held back. Default 1000, what our servers take. */
  readonly max?: number | undefined;
}

/** `answered`, or turned away by a peer that had too much (`dropped`), or neither (`silent`). */
export type LimitOutcome = "answered" | "dropped" | "silent";

/** How long a call took. */
export interface LimitTiming {
  readonly waitedMs: number;
  /** The same in multiples of what is usual; absent when it was not answered. */
  readonly slowdown?: number | undefined;
}

const shortestWindowMs = 100;
const longestWindowMs = 1000;
const windowCalls = 10;

/** Twice the usual latency is still no queue. */
const tolerance = 2;

/** Most that latency alone takes away in one window: it is a hint, where a dropped call is a fact. */
const leastGradient = 0.9;

/**
 * How many calls may wait for a peer at once. It is judged in windows of ten calls at least that take as long as one call
 * does, 100 ms at least and 1 s at most, so that what it does has shown before it is judged again. It
 * - gives way to dropped calls by their share, down to half of what was in flight when all are dropped, as DCTCP does
 *   (RFC 8257 §3.3), so that a few take little and a frozen peer is soon left alone;
 * - gives way to latency that rises beyond twice the usual, as the Gradient2 limit of Netflix's concurrency-limits does;
 * - grows by its own square root, the headroom of that same limit, which outweighs latency below a hundred.
 * Only what is used at least by half grows, or is to blame for latency.
 */
export class AdaptiveLimit {
  readonly #clock: Clock;
  readonly #min: number;
  readonly #max: number;
  #limit: number;
  #inFlight = 0;
  #window: Window;

  constructor({ clock, min = 10, max = 1000 }: AdaptiveLimitOptions) {
    this.#clock = clock;
    this.#min = min;
    this.#max = max;
    this.#limit = max;
    this.#window = new Window(clock.now() + shortestWindowMs, 0);
  }

  /** Most calls at once, a whole number. It may have sunk below what is in flight already. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** Calls that have entered and not left. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Takes a place and returns true, unless none is free. Who has one must {@link leave}, once. */
  tryEnter(): boolean {
    if (this.#inFlight >= this.limit) return false;
    this.#inFlight++;
    this.#window.peak = Math.max(this.#window.peak, this.#inFlight);
    return true;
  }

  /** Gives a place back. `timing` is left out where it tells nothing. */
  leave(outcome: LimitOutcome, timing?: LimitTiming): void {
    this.#inFlight--;
    if (outcome === "silent") return;
    const now = this.#clock.now();
    this.#window.add(outcome, timing);
    if (this.#window.calls < windowCalls || now < this.#window.endMs) return;
    this.#adapt(this.#window);
    const durationMs = Math.min(longestWindowMs, Math.max(shortestWindowMs, this.#window.waitedMs));
    this.#window = new Window(now + durationMs, this.#inFlight);
  }

  #adapt({ peak, dropShare, slowdown }: Window): void {
    const limit = this.#limit;
    const isUsed = 2 * peak >= limit;
    const lost = dropShare * (limit - peak / 2);
    const slow = isUsed ? limit * (1 - toGradient(slowdown)) : 0;
    const headroom = isUsed ? Math.sqrt(limit) : 0;
    this.#limit = Math.min(this.#max, Math.max(this.#min, limit - lost - slow + headroom));
  }
}

function toGradient(slowdown: number): number {
  return Math.min(1, Math.max(leastGradient, tolerance / slowdown));
}

/** What was seen since the limit was last adapted. */
class Window {
  readonly endMs: number;
  /** Most calls in flight. */
  peak: number;
  calls = 0;
  #dropped = 0;
  readonly #waits = new Mean(0);
  readonly #slowdowns = new Mean(1);

  constructor(endMs: number, inFlight: number) {
    this.endMs = endMs;
    this.peak = inFlight;
  }

  /** From 0, none, to 1, all. */
  get dropShare(): number {
    return this.#dropped / this.calls;
  }

  /** How long calls took, on the whole. */
  get waitedMs(): number {
    return this.#waits.value;
  }

  /** The same in multiples of what is usual. */
  get slowdown(): number {
    return this.#slowdowns.value;
  }

  add(outcome: LimitOutcome, timing: LimitTiming | undefined): void {
    this.calls++;
    if (outcome === "dropped") this.#dropped++;
    if (timing) this.#waits.add(timing.waitedMs);
    if (timing?.slowdown !== undefined) this.#slowdowns.add(timing.slowdown);
  }
}

class Mean {
  readonly #empty: number;
  #sum = 0;
  #count = 0;

  constructor(empty: number) {
    this.#empty = empty;
  }

  get value(): number {
    return this.#count === 0 ? this.#empty : this.#sum / this.#count;
  }

  add(value: number): void {
    this.#sum += value;
    this.#count++;
  }
}
