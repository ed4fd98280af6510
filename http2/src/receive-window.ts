/** What the peer may still send (RFC 9113 §5.2): given out ahead, taken by its DATA, given back as we read. */
export class ReceiveWindow {
  readonly #size: number;
  #available: number;
  #unannounced = 0;

  constructor(size: number) {
    this.#size = size;
    this.#available = size;
  }

  /** Counts a DATA frame; false when it is more than was allowed. */
  take(bytes: number): boolean {
    this.#available -= bytes;
    return this.#available >= 0;
  }

  /** Gives back what was read; answers the increment to announce, 0 while it is not worth a frame. */
  give(bytes: number): number {
    this.#unannounced += bytes;
    if (this.#unannounced * 2 < this.#size) return 0;
    const increment = this.#unannounced;
    this.#unannounced = 0;
    this.#available += increment;
    return increment;
  }
}
