import type { Clock } from "../../clock.ts";
import { type LimitOutcome, type LimitTiming, LimitWindow } from "./limit-window.ts";

/** What an {@link AdaptiveLimit} is made from. */
export interface AdaptiveLimitOptions {
  readonly clock: Clock;
  /** Where it begins as well: who has done nothing wrong is not held back. Default 1000, what our servers take. */
  readonly max?: number | undefined;
}

const shortestWindowMs = 100;
const longestWindowMs = 1000;
const windowCalls = 10;

/** Even a peer in need gets these. */
const leastLimit = 10;

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
 * - grows by its own square root, the headroom of that same limit, which outweighs latency below a hundred;
 * - doubles on its way back to what the peer bore before its trouble, as TCP's slow start does (RFC 5681 §3.1).
 * Only what is used at least by half is to blame for latency, and doubles. While all is well the rest grows too: after
 * some ten quiet seconds a peer is trusted as in the beginning.
 */
export class AdaptiveLimit {
  readonly #clock: Clock;
  readonly #max: number;
  #limit: number;
  #inFlight = 0;
  #window: LimitWindow;
  /** Most calls in flight right before the latest trouble began. */
  #borne = 0;
  #peakWhenWell = 0;
  #wasWell = true;

  constructor({ clock, max = 1000 }: AdaptiveLimitOptions) {
    this.#clock = clock;
    this.#max = max;
    this.#limit = max;
    this.#window = new LimitWindow(clock.now() + shortestWindowMs, 0);
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
    this.#window = new LimitWindow(now + durationMs, this.#inFlight);
  }

  #adapt({ peak, dropShare, slowdown }: LimitWindow): void {
    const limit = this.#limit;
    const isUsed = 2 * peak >= limit;
    const isWell = dropShare === 0 && slowdown <= tolerance;
    this.#remember(peak, isWell);
    const lost = dropShare * (limit - peak / 2);
    const slow = isUsed ? limit * (1 - toGradient(slowdown)) : 0;
    const regained = isWell ? Math.min(limit, this.#borne - limit) : 0;
    const doubled = isUsed ? regained : 0;
    const headroom = isUsed || isWell ? Math.max(doubled, Math.sqrt(limit)) : 0;
    this.#limit = Math.min(this.#max, Math.max(leastLimit, limit - lost - slow + headroom));
  }

  /** A trouble that goes on says nothing new of what the peer bears without one. */
  #remember(peak: number, isWell: boolean): void {
    if (!isWell && this.#wasWell) this.#borne = this.#peakWhenWell;
    if (isWell) this.#peakWhenWell = peak;
    this.#wasWell = isWell;
  }
}

function toGradient(slowdown: number): number {
  return Math.min(1, Math.max(leastGradient, tolerance / slowdown));
}
