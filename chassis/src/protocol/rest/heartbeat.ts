import type { Clock } from "../../clock.ts";

/** Silence after which the first beat is due. */
const firstMs = 250;
/** Silence after which every further one is due: proxies cut what is silent for 30 s or 60 s. */
const furtherMs = 15_000;

/** Beats whenever nothing was sent for a while: for the first time after 250 ms, then after 15 s. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #beat: () => void;
  #quietMs = firstMs;
  #lastMs: number;
  #cancel: () => void;

  constructor(clock: Clock, beat: () => void) {
    this.#clock = clock;
    this.#beat = beat;
    this.#lastMs = clock.now();
    this.#cancel = clock.after(firstMs, this.#look);
  }

  /** Something was sent. */
  touch(): void {
    this.#lastMs = this.#clock.now();
    this.#quietMs = furtherMs;
  }

  stop(): void {
    this.#cancel();
  }

  readonly #look = (): void => {
    const leftMs = this.#lastMs + this.#quietMs - this.#clock.now();
    this.#cancel = this.#clock.after(leftMs > 0 ? leftMs : furtherMs, this.#look);
    if (leftMs <= 0) this.#beat();
  };
}
