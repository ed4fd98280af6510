/** No turn of the event loop takes longer than this, unless the machine or the process stood still. */
const longestTurnMs = 10;

/** Time that passed while the process was awake: what it was kept waiting for its core does not count. */
export class AwakeClock {
  #awakeMs = 0;
  #lastMs = performance.now();
  #turn: NodeJS.Immediate | undefined;

  constructor() {
    this.#take();
  }

  now(): number {
    return this.#awakeMs;
  }

  stop(): void {
    clearImmediate(this.#turn);
  }

  #take(): void {
    const nowMs = performance.now();
    this.#awakeMs += Math.min(nowMs - this.#lastMs, longestTurnMs);
    this.#lastMs = nowMs;
    this.#turn = setImmediate(() => this.#take());
  }
}
