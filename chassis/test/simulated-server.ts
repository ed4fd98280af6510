import type { EventLoop } from "../src/load/event-loop.ts";
import { LoadShedder } from "../src/load/load-shedder.ts";
import type { Random } from "./random.ts";

/** What a handler does for one call: waits, then computes. */
export interface Toil {
  readonly waitMs: number;
  readonly burnMs: number;
}

/** What a simulated server is like. */
export interface SimulationOptions {
  readonly random: Random;
  /** Draws what the next call asks for. */
  toil(random: Random): Toil;
  /** What the chassis takes for a call, and for one that it refuses. */
  readonly callMs?: number;
  readonly refusalMs?: number;
  readonly isShedding?: boolean;
  /** The loop stands still now and then, for so long on average: garbage collections, neighbours on the same core. */
  readonly stallMs?: number;
  /** Every call opens a connection, of which a turn accepts one. Default: all calls come on old connections. */
  readonly connects?: boolean;
}

interface RunningCall extends Toil {
  readonly cameMs: number;
}

/** As `MAX_CONCURRENT_CALLS` has it. */
const mostRunning = 1000;
/** As many connections wait to be accepted as Node asks for; the kernel drops the rest. */
const mostWaiting = 511;
const turnMs = 0.01;
const roundTripMs = 0.1;
const stallEveryMs = 500;
const mostStallMs = 150;

/** A server and its callers on a clock of their own: an event loop with timers, as libuv turns it, and no real time. */
export class SimulatedServer {
  readonly #options: Required<SimulationOptions>;
  readonly #shedder: LoadShedder;
  readonly #timers = new Map<number, RunningCall[]>();
  #nowMs = 0;
  #idleMs = 0;
  #loops = 0;
  #waiting: RunningCall[] = [];
  #stallAtMs = stallEveryMs;
  #afterTurn: (() => void)[] = [];
  #came: RunningCall[] = [];
  #done: RunningCall[] = [];
  #running = 0;
  #measuredFromMs = 0;
  #latencies: number[] = [];
  refused = 0;

  constructor(options: SimulationOptions) {
    this.#options = { callMs: 0.03, refusalMs: 0.013, isShedding: true, stallMs: 0, connects: false, ...options };
    const loop: EventLoop = {
      now: () => this.#nowMs,
      idleMs: () => this.#idleMs,
      loops: () => this.#loops,
      afterTurn: (listener) => void this.#afterTurn.push(listener),
    };
    this.#shedder = new LoadShedder(loop);
  }

  get isShedding(): boolean {
    return this.#shedder.isShedding;
  }

  /** Calls a second that were answered since {@link measure}. */
  get goodput(): number {
    return (this.#latencies.length / (this.#nowMs - this.#measuredFromMs)) * 1000;
  }

  /** The latency that so many per cent of the calls answered since {@link measure} did not exceed. */
  latencyMs(percent: number): number {
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    return sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? Number.NaN;
  }

  /** From now on what happens counts. */
  measure(): void {
    this.#latencies = [];
    this.refused = 0;
    this.#measuredFromMs = this.#nowMs;
  }

  /** So many calls come a second, whatever becomes of the others. */
  runOpen(perSecond: number, forMs: number): void {
    const { random, toil } = this.#options;
    let dueMs = this.#nowMs;
    for (const endMs = this.#nowMs + forMs; this.#nowMs < endMs; ) {
      this.#turn(dueMs, (nowMs) => {
        while (dueMs <= nowMs) {
          this.#came.push({ ...toil(random), cameMs: dueMs });
          dueMs -= Math.log(1 - random.next()) * (1000 / perSecond);
        }
      });
    }
  }

  /** So many callers call, and again as soon as they are answered. */
  runClosed(callers: number, forMs: number): void {
    const { random, toil } = this.#options;
    const readyMs = Array.from({ length: callers }, () => this.#nowMs + random.next());
    for (const endMs = this.#nowMs + forMs; this.#nowMs < endMs; ) {
      const before = this.#latencies.length + this.refused;
      this.#turn(Math.min(Number.POSITIVE_INFINITY, ...readyMs), (nowMs) => {
        for (let index = readyMs.length - 1; index >= 0; index--) {
          if (readyMs[index]! > nowMs) continue;
          const [cameMs = nowMs] = readyMs.splice(index, 1);
          this.#came.push({ ...toil(random), cameMs });
        }
      });
      const answered = this.#latencies.length + this.refused - before;
      for (let index = 0; index < answered; index++) readyMs.push(this.#nowMs + roundTripMs * (1 + random.next()));
    }
  }

  /** Timers, then waiting for calls or the next timer, then all that came, then their answers. */
  #turn(nextCallMs: number, receive: (nowMs: number) => void): void {
    this.#nowMs += turnMs;
    this.#loops++;
    this.#fireTimers();
    if (this.#done.length === 0 && this.#waiting.length === 0) this.#rest(Math.min(nextCallMs, ...this.#timers.keys()));
    this.#stall();
    receive(this.#nowMs);
    if (this.#options.connects) this.#accept();
    for (const call of this.#came) this.#serve(call);
    this.#came = [];
    const listeners = this.#afterTurn;
    this.#afterTurn = [];
    for (const listener of listeners) listener();
    for (const { cameMs } of this.#done) this.#latencies.push(this.#nowMs - cameMs);
    this.#done = [];
  }

  /** As libuv does it: one in each turn. */
  #accept(): void {
    this.#waiting = [...this.#waiting, ...this.#came].slice(0, mostWaiting);
    this.#came = this.#waiting.splice(0, 1);
  }

  #rest(untilMs: number): void {
    if (untilMs <= this.#nowMs) return;
    this.#idleMs += untilMs - this.#nowMs;
    this.#nowMs = untilMs;
  }

  #stall(): void {
    const { stallMs, random } = this.#options;
    if (stallMs === 0 || this.#nowMs < this.#stallAtMs) return;
    this.#nowMs += Math.min(mostStallMs, -Math.log(1 - random.next()) * stallMs);
    this.#stallAtMs = this.#nowMs + 2 * stallEveryMs * random.next();
  }

  #serve(call: RunningCall): void {
    const { callMs, refusalMs } = this.#options;
    if (!this.#admits(call)) {
      this.#nowMs += refusalMs;
      this.refused++;
      return;
    }
    this.#running++;
    this.#nowMs += callMs;
    if (call.waitMs === 0) this.#work(call);
    else this.#setTimer(call);
  }

  #admits(call: RunningCall): boolean {
    const { isShedding, connects } = this.#options;
    const connection = connects ? call : undefined;
    if (this.#running < mostRunning) return !isShedding || this.#shedder.admits(connection);
    this.#shedder.arrive(connection);
    return false;
  }

  /** libuv's timers know whole milliseconds, and Node keeps those of one moment in one list. */
  #setTimer(call: RunningCall): void {
    const dueMs = Math.ceil(this.#nowMs + call.waitMs);
    const others = this.#timers.get(dueMs);
    if (others) others.push(call);
    else this.#timers.set(dueMs, [call]);
  }

  #fireTimers(): void {
    const due = [...this.#timers.keys()].filter((ms) => ms <= this.#nowMs).sort((a, b) => a - b);
    for (const dueMs of due) {
      const calls = this.#timers.get(dueMs)!;
      this.#timers.delete(dueMs);
      for (const call of calls) this.#work(call);
    }
  }

  #work(call: RunningCall): void {
    this.#nowMs += call.burnMs;
    this.#running--;
    this.#shedder.end(this.#nowMs - call.cameMs);
    this.#done.push(call);
  }
}
