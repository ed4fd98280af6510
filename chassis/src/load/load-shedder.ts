import { AdmissionBucket } from "./admission-bucket.ts";
import { type EventLoop, systemLoop } from "./event-loop.ts";
import { type Alarm, QueueGrowth } from "./queue-growth.ts";
import { Throughput } from "./throughput.ts";
import { hasRested, type Turn } from "./turn.ts";

/** V8 compiles while it serves for the first time; what calls cost until then says nothing. */
const warmUpMs = 500;
/** A queue like this is not tolerated when it still grows. */
const alarm: Alarm = { ms: 40, calls: 20 };
/** While calls are refused the queue is kept as short as this: enough to do, and nobody waits. */
const target = { ms: 1, calls: 2 };
/** How often the pace is set anew. */
const paceMs = 10;
/** The least and the most of the capacity that is let in; more than all of it only while the loop still rests. */
const gains = { least: 0.4, most: 1.05 };
/** The queue is brought to its target over so many times what a call takes: its effect is not seen any sooner. */
const patience = 3;
const mostLatencyMs = 1000;
/** However slow calls seem to be, some are let in, to see whether they still are. */
const leastPerMs = 0.02;
/** Refusing goes on for so long, and ends when less comes than could be done. */
const [holdMs, calmLoad] = [200, 0.95];

/** The turns since the pace was set. */
interface Pace {
  /** A heavy call makes one turn long; a queue makes all of them long (CoDel's minimum). */
  shortestMs: number;
  busyMs: number;
  idleMs: number;
}

/**
 * Decides which calls a busy process refuses. As long as it keeps up it refuses none, however many come and however long
 * they wait for others. Once the queue grows and grows ({@link QueueGrowth}) calls are let in at the pace at which they
 * come to an end, so that the loop is always at work and hardly anything waits for it. A pace needs no guess of how many
 * calls should be in flight, and holds for handlers that compute as for handlers that wait. docs/decisions/shedding.md
 */
export class LoadShedder {
  readonly #loop: EventLoop;
  readonly #throughput = new Throughput(200);
  /** A pause of the process makes calls look dear for a moment: this one is not impressed. */
  readonly #usual = new Throughput(2000);
  readonly #growth = new QueueGrowth();
  readonly #bucket = new AdmissionBucket();
  #isInTurn = false;
  #turnMs: number;
  #idleMs: number;
  #arrived = 0;
  /** So many calls in this turn are an overload. */
  #alarmAt = Number.POSITIVE_INFINITY;
  #ended = 0;
  #latencyMs = 0;
  #workedMs = 0;
  #boost = 1;
  /** How long calls have been refused for; undefined while none is. */
  #sheddingMs: number | undefined = undefined;
  /** The turns since the pace was set. */
  #pace: Pace = { shortestMs: Number.POSITIVE_INFINITY, busyMs: 0, idleMs: 0 };

  constructor(loop: EventLoop = systemLoop) {
    this.#loop = loop;
    this.#turnMs = loop.now();
    this.#idleMs = loop.idleMs();
  }

  /** Whether calls are let in at a pace now. */
  get isShedding(): boolean {
    return this.#sheddingMs !== undefined;
  }

  /** A call has come. Whether it may come in; one that does must {@link end}. */
  admits(): boolean {
    if (!this.#isInTurn) this.#beginTurn();
    if (++this.#arrived > this.#alarmAt) this.#begin();
    return this.#sheddingMs === undefined || this.#bucket.take();
  }

  /** A call that came in is over, after so long. */
  end(latencyMs: number): void {
    this.#ended++;
    this.#latencyMs += latencyMs;
  }

  readonly #endTurn = (): void => {
    this.#isInTurn = false;
  };

  #beginTurn(): void {
    this.#isInTurn = true;
    this.#loop.afterTurn(this.#endTurn);
    const turn = this.#takeTurn();
    this.#workedMs += turn.busyMs;
    this.#throughput.add(turn);
    this.#usual.add(turn);
    const costMs = Math.min(this.#throughput.costMs, this.#usual.costMs);
    this.#growth.add(turn, costMs);
    if (this.#sheddingMs !== undefined) this.#goOn(turn, this.#sheddingMs);
    else if (this.#workedMs > warmUpMs) {
      this.#alarmAt = this.#growth.alarmAt(alarm, costMs, turn.busyMs + turn.idleMs);
    }
  }

  #takeTurn(): Turn {
    const [now, idle] = [this.#loop.now(), this.#loop.idleMs()];
    const idleMs = idle - this.#idleMs;
    const busyMs = Math.max(0, now - this.#turnMs - idleMs);
    const turn = { busyMs, idleMs, arrived: this.#arrived, ended: this.#ended, latencyMs: this.#latencyMs };
    this.#turnMs = now;
    this.#idleMs = idle;
    this.#arrived = this.#ended = this.#latencyMs = 0;
    return turn;
  }

  #begin(): void {
    const busyMs = this.#arrived * this.#throughput.costMs;
    this.#alarmAt = Number.POSITIVE_INFINITY;
    this.#sheddingMs = 0;
    this.#bucket.empty();
    this.#setPace({ shortestMs: busyMs, busyMs, idleMs: 0 });
  }

  #goOn({ busyMs, idleMs }: Turn, sheddingMs: number): void {
    const elapsedMs = busyMs + idleMs;
    this.#sheddingMs = sheddingMs + elapsedMs;
    this.#bucket.refill(elapsedMs);
    const pace = this.#pace;
    pace.shortestMs = Math.min(pace.shortestMs, busyMs);
    pace.busyMs += busyMs;
    pace.idleMs += idleMs;
    if (pace.busyMs + pace.idleMs < paceMs) return;
    if (this.#sheddingMs > holdMs && this.#throughput.load < calmLoad) this.#sheddingMs = undefined;
    else this.#setPace(pace);
  }

  #setPace(pace: Pace): void {
    const { costMs, capacity, latencyMs } = this.#throughput;
    const targetMs = Math.max(target.ms, target.calls * costMs);
    const delayMs = Math.min(mostLatencyMs, Math.max(targetMs, latencyMs - pace.shortestMs));
    const isShort = hasRested(pace);
    const step = Math.min(0.05, (0.3 * paceMs) / delayMs);
    this.#boost = isShort ? Math.min(2, this.#boost * (1 + step)) : Math.max(1, this.#boost * (1 - step));
    const excess = isShort ? -0.05 : (pace.shortestMs - targetMs) / (patience * delayMs);
    const gain = this.#boost * Math.max(gains.least, Math.min(gains.most, 1 - excess));
    this.#bucket.setPace(Math.max(leastPerMs, gain * capacity), Math.max(2 * targetMs, delayMs / 2));
    this.#pace = { shortestMs: Number.POSITIVE_INFINITY, busyMs: 0, idleMs: 0 };
  }
}
