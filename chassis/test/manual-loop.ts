import type { EventLoop } from "../src/load/event-loop.ts";
import type { LoadShedder } from "../src/load/load-shedder.ts";

/** An event loop that a test turns by hand. */
export class ManualLoop implements EventLoop {
  #nowMs = 0;
  #idleMs = 0;
  #loops = 0;
  #listeners: (() => void)[] = [];

  now(): number {
    return this.#nowMs;
  }

  idleMs(): number {
    return this.#idleMs;
  }

  loops(): number {
    return this.#loops;
  }

  afterTurn(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Ends the turn; the next one begins after so much work and waiting. */
  turn(busyMs: number, idleMs = 0): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    this.#loops++;
    for (const listener of listeners) listener();
    this.#nowMs += busyMs + idleMs;
    this.#idleMs += idleMs;
  }
}

/**
 * Works at a call a millisecond for a while, then has three times as many come, until calls are refused: all of them, as
 * long as the loop is not turned.
 */
export function overload(loop: ManualLoop, shedder: LoadShedder): void {
  for (let call = 0; call < 600; call++) serve(loop, shedder, 1);
  for (let calls = 3; !shedder.isShedding; calls *= 3) serve(loop, shedder, calls);
}

function serve(loop: ManualLoop, shedder: LoadShedder, calls: number): void {
  for (let call = 0; call < calls; call++) shedder.admits();
  if (shedder.isShedding) return;
  loop.turn(calls, calls === 1 ? 1 : 0);
  for (let call = 0; call < calls; call++) shedder.end(calls);
}
