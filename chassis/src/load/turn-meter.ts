import type { EventLoop } from "./event-loop.ts";
import type { Turn } from "./turn.ts";

/** Cuts time into turns of the event loop: each begins with the first call that it reads. */
export class TurnMeter {
  readonly #loop: EventLoop;
  readonly #onTurn: (turn: Turn) => void;
  #isInTurn = false;
  #beganMs: number;
  #restedMs: number;
  #loops: number;
  #arrived = 0;
  #opened = 0;
  #ended = 0;
  #latencyMs = 0;

  /** `onTurn` learns of each turn when the next one begins. */
  constructor(loop: EventLoop, onTurn: (turn: Turn) => void) {
    this.#loop = loop;
    this.#onTurn = onTurn;
    this.#beganMs = loop.now();
    this.#restedMs = loop.idleMs();
    this.#loops = loop.loops();
  }

  /** A call has come, the first of its connection or not. Answers how many have in this turn. */
  arrive(isFirst = false): number {
    if (!this.#isInTurn) this.#begin();
    if (isFirst) this.#opened++;
    return ++this.#arrived;
  }

  /** A call is over, after so long. */
  end(latencyMs: number): void {
    this.#ended++;
    this.#latencyMs += latencyMs;
  }

  #begin(): void {
    this.#isInTurn = true;
    this.#loop.afterTurn(this.#leave);
    const [beganMs, restedMs, loops] = [this.#loop.now(), this.#loop.idleMs(), this.#loop.loops()];
    const idleMs = restedMs - this.#restedMs;
    const busyMs = Math.max(0, beganMs - this.#beganMs - idleMs);
    const turn = {
      busyMs,
      idleMs,
      loops: loops - this.#loops,
      arrived: this.#arrived,
      opened: this.#opened,
      ended: this.#ended,
      latencyMs: this.#latencyMs,
    };
    this.#beganMs = beganMs;
    this.#restedMs = restedMs;
    this.#loops = loops;
    this.#arrived = this.#opened = this.#ended = this.#latencyMs = 0;
    this.#onTurn(turn);
  }

  readonly #leave = (): void => {
    this.#isInTurn = false;
  };
}
