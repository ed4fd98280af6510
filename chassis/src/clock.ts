/** Time as a port: what waits or measures takes one, so that its tests never sleep. */
export interface Clock {
  /** Milliseconds on a clock that only goes forward; comparable with `performance.now()`. */
  now(): number;
  /** Calls `listener` once after `delayMs`, unless the function it returns is called first. Keeps no process alive. */
  after(delayMs: number, listener: () => void): () => void;
}

/** Longest delay of {@link Clock.after} (setTimeout's limit: a longer one fires at once). */
export const maxDelayMs = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, listener) {
    // Node cuts the fraction off, which would be too early.
    const timer = setTimeout(listener, Math.ceil(delayMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
