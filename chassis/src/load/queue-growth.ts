import { hasRested, type Turn } from "./turn.ts";

/** By so much more calls must come than in the turn before, and than can be served. */
const excess = 1.1;
const fewestTurns = 2;
/** What comes all at once is served at once, unless the loop has not rested for a while. */
const burstMs = 20;
/** More than twice as many as in any turn of late; a turn is forgotten within seconds. */
const surge = 2;
const memoryMs = 1000;

/** However it came about: so much work more than there was time for. An error of some per cent is forgotten before. */
const [mostBacklogMs, backlogMemoryMs] = [1000, 10_000];

/** From which queue on growth is an alarm: one that takes so long to serve, and is of so many calls. */
export interface Alarm {
  readonly ms: number;
  readonly calls: number;
}

/**
 * Watches the queue grow. All that waits in the kernel's buffers is read within the next turn, so the calls that come in a
 * turn are the queue. A long queue alone is no overload: after a garbage collection it is long once, a burst is served
 * and gone, and clients that wait for their answers keep it as long as there are clients. Calls that come faster than
 * they can be served make it longer with each turn.
 */
export class QueueGrowth {
  #last = 0;
  #turns = 0;
  #peak = 0;
  #elapsedMs = 0;
  #restlessMs = 0;
  #backlogMs = 0;

  /** Takes note of a turn, and of what a call costs. */
  add(turn: Turn, costMs: number): void {
    this.#addBacklog(turn, costMs);
    const isGrowing = turn.arrived > this.#last;
    if (!isGrowing) this.#peak = Math.max(this.#peak, this.#last);
    this.#peak *= Math.exp(-(turn.busyMs + turn.idleMs) / memoryMs);
    this.#turns = hasRested(turn) || !isGrowing ? 0 : this.#turns + 1;
    this.#last = turn.arrived;
  }

  /**
   * How many calls make the turn that begins now an overload, when each costs `costMs` and they had `elapsedMs` to come
   * in; `Infinity` where the queue has not grown before.
   */
  alarmAt(alarm: Alarm, costMs: number, elapsedMs: number): number {
    const long = Math.max(alarm.calls, alarm.ms / costMs);
    if (this.#backlogMs > mostBacklogMs) return long;
    if (this.#turns < fewestTurns || this.#restlessMs < burstMs) return Number.POSITIVE_INFINITY;
    return Math.max(long, (excess * elapsedMs) / costMs, surge * this.#peak, excess * this.#last);
  }

  /** The work that came, less the time that there was for it (Lindley): what no single turn shows. */
  #addBacklog(turn: Turn, costMs: number): void {
    const elapsedMs = turn.busyMs + turn.idleMs;
    // What came at this turn's beginning had the turn before it to come in.
    const grown = Math.max(0, this.#backlogMs + turn.arrived * costMs - this.#elapsedMs);
    this.#backlogMs = hasRested(turn) ? 0 : grown * Math.exp(-elapsedMs / backlogMemoryMs);
    this.#restlessMs = hasRested(turn) ? 0 : this.#restlessMs + elapsedMs;
    this.#elapsedMs = elapsedMs;
  }
}
