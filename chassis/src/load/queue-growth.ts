import { hasRested, isCrowding, type Turn } from "./turn.ts";

/** By so much more calls must come than in the turn before, and than can be served. */
const excess = 1.1;
const fewestTurns = 2;
/** What comes all at once is served at once, unless the loop has not rested for a while. */
const burstMs = 20;
/** More than twice as many as in any turn of late; a turn is forgotten within seconds. */
const surge = 2;
const memoryMs = 1000;
/**
 * A queue so long, and of so many calls or longer than `mostMs`, is not borne for ever either; shorter turns in between
 * and rests count against it. They do not end it: the loop also rests while those that it has let in wait. Half as many
 * are enough of a crowd, where each turn brings another connection: more of them wait to be accepted.
 */
const standing = { ms: 40, calls: 150, callsOfCrowd: 75, mostMs: 1000, forMs: 1000 };

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
  #restlessMs = 0;
  #standingMs = 0;

  /** Takes note of a turn, and of what a call costs. */
  add(turn: Turn, costMs: number): void {
    const elapsedMs = turn.busyMs + turn.idleMs;
    const rests = hasRested(turn);
    const isGrowing = turn.arrived > this.#last;
    if (!isGrowing) this.#peak = Math.max(this.#peak, this.#last);
    this.#peak *= Math.exp(-elapsedMs / memoryMs);
    this.#turns = rests || !isGrowing ? 0 : this.#turns + 1;
    this.#last = turn.arrived;
    this.#restlessMs = rests ? 0 : this.#restlessMs + elapsedMs;
    const calls = isCrowding(turn) ? standing.callsOfCrowd : standing.calls;
    const isLong = turn.busyMs > Math.max(standing.ms, Math.min(standing.mostMs, calls * costMs));
    const stoodMs = isLong ? turn.busyMs - turn.idleMs : -elapsedMs;
    this.#standingMs = Math.max(0, this.#standingMs + stoodMs);
  }

  /**
   * How many calls make the turn that begins now an overload, when each costs `costMs` and they had `elapsedMs` to come
   * in; `Infinity` where the queue has not grown before.
   */
  alarmAt(alarm: Alarm, costMs: number, elapsedMs: number): number {
    if (this.#standingMs > standing.forMs) return 0;
    if (this.#turns < fewestTurns || this.#restlessMs < burstMs) return Number.POSITIVE_INFINITY;
    const wasMore = Math.max(surge * this.#peak, excess * this.#last);
    return Math.max(alarm.calls, alarm.ms / costMs, (excess * elapsedMs) / costMs, wasMore);
  }
}
