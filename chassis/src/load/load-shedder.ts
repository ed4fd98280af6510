import { Backlog } from "./backlog.ts";
import { type EventLoop, systemLoop } from "./event-loop.ts";
import { Pacer } from "./pacer.ts";
import { type Alarm, QueueGrowth } from "./queue-growth.ts";
import { Throughput } from "./throughput.ts";
import { hasRested, type Turn } from "./turn.ts";
import { TurnMeter } from "./turn-meter.ts";

/** V8 compiles while it serves for the first time; what calls cost until then says nothing. */
const warmUpMs = 500;
/** A queue like this is not tolerated when it still grows. */
const alarm: Alarm = { ms: 40, calls: 20 };
/** A burst of new connections is borne for so long. */
const backlog = { windowMs: 100, mostMs: 1000 };
/** Refusing goes on for so long, and ends when less comes than could be done. */
const [holdMs, calmLoad] = [200, 0.95];

/**
 * Decides which calls a busy process refuses. As long as it keeps up it refuses none, however many come and however long
 * they wait for others. Once the queue grows and grows ({@link QueueGrowth}) calls are let in at the pace at which they
 * come to an end ({@link Pacer}), so that the loop is always at work and hardly anything waits for it. A pace needs no
 * guess of how many calls should be in flight, and holds for handlers that compute as for handlers that wait.
 * docs/decisions/shedding.md
 */
export class LoadShedder {
  readonly #meter: TurnMeter;
  readonly #throughput = new Throughput(200);
  /** A pause of the process makes calls look dear for a moment: this one is not impressed. */
  readonly #usual = new Throughput(2000);
  readonly #growth = new QueueGrowth();
  readonly #backlog = new Backlog(backlog.windowMs);
  /** The connections that have called before. */
  readonly #known = new WeakSet<object>();
  readonly #pacer = new Pacer(this.#throughput);
  /** So many calls in one turn are an overload. */
  #alarmAt = Number.POSITIVE_INFINITY;
  #costMs = 0;
  #workedMs = 0;
  /** How long calls have been refused for; undefined while none is. */
  #sheddingMs: number | undefined = undefined;

  constructor(loop: EventLoop = systemLoop) {
    this.#meter = new TurnMeter(loop, (turn) => this.#take(turn));
  }

  /** Whether calls are let in at a pace now. */
  get isShedding(): boolean {
    return this.#sheddingMs !== undefined;
  }

  /**
   * A call has come, on a connection that this object stands for. Whether it may come in; one that does must {@link end}.
   * Absent: the connection is an old one.
   */
  admits(connection?: object): boolean {
    const arrived = this.arrive(connection);
    if (arrived > this.#alarmAt) this.#begin(arrived);
    return this.#sheddingMs === undefined || this.#pacer.take();
  }

  /** A call has come that is refused whatever the load is. Answers how many have come in this turn. */
  arrive(connection?: object): number {
    return this.#meter.arrive(connection !== undefined && this.#isNew(connection));
  }

  /** A call that came in is over, after so long. */
  end(latencyMs: number): void {
    this.#meter.end(latencyMs);
  }

  #isNew(connection: object): boolean {
    if (this.#known.has(connection)) return false;
    this.#known.add(connection);
    return true;
  }

  #take(turn: Turn): void {
    // Before the first call the process was only starting.
    if (turn.arrived > 0) this.#workedMs += turn.busyMs;
    this.#throughput.add(turn);
    this.#usual.add(turn);
    this.#costMs = Math.min(this.#throughput.costMs, this.#usual.costMs);
    this.#growth.add(turn, this.#costMs);
    this.#backlog.add(turn);
    if (this.#sheddingMs !== undefined) this.#goOn(turn, this.#sheddingMs);
    else if (this.#workedMs > warmUpMs) {
      const alarmAt = this.#growth.alarmAt(alarm, this.#costMs, turn.busyMs + turn.idleMs);
      this.#alarmAt = this.#backlog.stoodMs > backlog.mostMs ? 0 : alarmAt;
    }
  }

  #begin(calls: number): void {
    this.#alarmAt = Number.POSITIVE_INFINITY;
    this.#sheddingMs = 0;
    this.#pacer.begin(calls, this.#costMs);
  }

  #goOn(turn: Turn, sheddingMs: number): void {
    this.#sheddingMs = sheddingMs + turn.busyMs + turn.idleMs;
    this.#pacer.add(turn);
    // What came while the loop was busy for long is counted in the turn that follows.
    const isCalm = hasRested(turn) && this.#throughput.load < calmLoad;
    if (this.#sheddingMs > holdMs && isCalm) this.#sheddingMs = undefined;
  }
}
