/** Time that passes, whatever the clocks on the wall are set to. */
export interface Timer {
  /** Milliseconds; only goes forward. */
  now(): number;
  /** Calls `listener` once after `delayMs`, unless the function it returns is called first. */
  after(delayMs: number, listener: () => void): () => void;
}
