import { AdmissionBucket } from "./admission-bucket.ts";
import { Backlog } from "./backlog.ts";
import type { Throughput } from "./throughput.ts";
import { hasRested, type Turn } from "./turn.ts";
import { TurnWindow } from "./turn-window.ts";

/**
 * The queue is kept as short as this, whichever is most: enough to do, and a part of what a call takes anyway. The longer
 * a turn is, the more answers share what a turn costs and what a write to a socket does.
 */
const target = { ms: 1, mostMs: 3, calls: 2, ofLatency: 0.15 };
/** How often the pace is set anew. */
const paceMs = 10;
/** Connections that waited for so long are too many. */
const backlogMs = 50;
/** Least and most of the capacity that is let in while there is a queue, and most while connections wait to be accepted. */
const gains = { least: 0.4, ofBacklog: 0.8, most: 1.05 };
/** A loop that rests gets more, by and by: tokens that a heavy call kept from being used are lost. */
const boosts = { most: 2, step: 0.05, stepOfLatency: 3 };
/** The queue is brought to its target over so many times what a call takes: its effect is not seen any sooner. */
const patience = 3;
const mostLatencyMs = 1000;
/** However slow calls seem to be, some are let in, to see whether they still are. */
const leastPerMs = 0.02;
/**
 * Callers who come back at once, though told not to, must not get the whole loop for refusals: so much of it, by what calls
 * cost before, is kept for the others, as long as that makes no queue of its own.
 */
const kept = { share: 0.25, mostQueueMs: 50 };

/**
 * Lets calls in at the pace at which they come to an end while the loop is busy, a little faster or slower to keep the
 * queue at its target: the delivery rate of BBR (Cardwell et al. 2016), with the minimum of CoDel (Nichols and Jacobson
 * 2012) for the queue.
 */
export class Pacer {
  readonly #throughput: Throughput;
  readonly #bucket = new AdmissionBucket();
  #boost = 1;
  #keptPerMs = 0;
  /** A heavy call makes one turn long; a queue makes all of them long. */
  #shortestMs = Number.POSITIVE_INFINITY;
  readonly #window = new TurnWindow();
  readonly #backlog = new Backlog(backlogMs);

  constructor(throughput: Throughput) {
    this.#throughput = throughput;
  }

  /** Begins with a queue of so many calls that each cost `costMs`: none comes in before the next turn. */
  begin(calls: number, costMs: number): void {
    this.#boost = 1;
    this.#keptPerMs = kept.share / costMs;
    this.#bucket.empty();
    this.#setPace(calls * costMs, false, false);
  }

  /** A turn is over. */
  add(turn: Turn): void {
    this.#bucket.refill(turn.busyMs + turn.idleMs);
    this.#shortestMs = Math.min(this.#shortestMs, turn.busyMs);
    this.#window.add(turn);
    this.#backlog.add(turn);
    if (this.#window.elapsedMs < paceMs) return;
    this.#setPace(this.#shortestMs, hasRested(this.#window), this.#backlog.stoodMs > 0);
    this.#shortestMs = Number.POSITIVE_INFINITY;
    this.#window.clear();
  }

  /** Whether a call may come in. */
  take(): boolean {
    return this.#bucket.take();
  }

  #setPace(queueMs: number, isResting: boolean, isHidden: boolean): void {
    const { costMs, capacity, latencyMs } = this.#throughput;
    const leastMs = Math.max(target.ms, target.calls * costMs);
    const delayMs = Math.min(mostLatencyMs, Math.max(leastMs, latencyMs - queueMs));
    const targetMs = Math.max(leastMs, Math.min(target.mostMs, target.ofLatency * delayMs));
    const step = Math.min(boosts.step, boosts.stepOfLatency / delayMs);
    this.#boost = isResting ? Math.min(boosts.most, this.#boost * (1 + step)) : Math.max(1, this.#boost * (1 - step));
    const wanted = 1 - (queueMs - targetMs) / (patience * delayMs);
    const most = isHidden ? gains.ofBacklog : gains.most;
    const gain = isResting ? gains.most : Math.max(gains.least, Math.min(most, wanted));
    const perMs = this.#boost * gain * capacity;
    const keptPerMs = queueMs < kept.mostQueueMs ? this.#keptPerMs : leastPerMs;
    if (perMs > keptPerMs) this.#bucket.setPace(perMs, Math.max(2 * targetMs, delayMs / 2));
    else this.#bucket.setPace(keptPerMs, kept.mostQueueMs);
  }
}
