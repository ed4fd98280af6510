/** Lets so many in at a time; others wait in line. */
export class Gate {
  #free: number;
  readonly #line = new Set<() => void>();

  constructor(most: number) {
    this.#free = most;
  }

  /** Undefined: there is no need to wait. Whoever was let in must {@link leave}. */
  enter(): Promise<void> | undefined {
    if (this.#free === 0) return new Promise((resolve) => this.#line.add(resolve));
    this.#free--;
    return undefined;
  }

  /** Lets the next one in. */
  leave(): void {
    const [next] = this.#line;
    if (!next) this.#free++;
    else {
      this.#line.delete(next);
      next();
    }
  }
}
