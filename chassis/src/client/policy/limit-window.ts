/** `answered`, or turned away by a peer that had too much (`dropped`), or neither (`silent`). */
export type LimitOutcome = "answered" | "dropped" | "silent";

/** How long a call took. */
export interface LimitTiming {
  readonly waitedMs: number;
  /** The same in multiples of what is usual; absent when it was not answered. */
  readonly slowdown?: number | undefined;
}

/** What was seen of a peer since the limit of calls to it was last adapted. */
export class LimitWindow {
  readonly endMs: number;
  /** Most calls in flight. */
  peak: number;
  calls = 0;
  #dropped = 0;
  readonly #waits = new Mean(0);
  readonly #slowdowns = new Mean(1);

  constructor(endMs: number, inFlight: number) {
    this.endMs = endMs;
    this.peak = inFlight;
  }

  /** From 0, none, to 1, all. */
  get dropShare(): number {
    return this.#dropped / this.calls;
  }

  /** How long calls took, on the whole. */
  get waitedMs(): number {
    return this.#waits.value;
  }

  /** The same in multiples of what is usual. */
  get slowdown(): number {
    return this.#slowdowns.value;
  }

  add(outcome: LimitOutcome, timing: LimitTiming | undefined): void {
    this.calls++;
    if (outcome === "dropped") this.#dropped++;
    if (timing) this.#waits.add(timing.waitedMs);
    if (timing?.slowdown !== undefined) this.#slowdowns.add(timing.slowdown);
  }
}

/** Of what was added; `empty` while there is nothing. */
class Mean {
  readonly #empty: number;
  #sum = 0;
  #count = 0;

  constructor(empty: number) {
    this.#empty = empty;
  }

  get value(): number {
    return this.#count === 0 ? this.#empty : this.#sum / this.#count;
  }

  add(value: number): void {
    this.#sum += value;
    this.#count++;
  }
}
