/** The lowest few of many rows, each once, ascending. */
export class TopRows {
  readonly #limit: number;
  readonly #isWanted: (row: number) => boolean;
  readonly #rows: number[] = [];

  constructor(limit: number, isWanted: (row: number) => boolean) {
    this.#limit = limit;
    this.#isWanted = isWanted;
  }

  get isFull(): boolean {
    return this.#rows.length === this.#limit;
  }

  /** Is the row low enough to be among the few? */
  mayTake(row: number): boolean {
    return !this.isFull || row < this.#rows[this.#limit - 1]!;
  }

  /** Most rows of a long list are above those that are kept: for them this is one comparison. */
  add(row: number): void {
    const rows = this.#rows;
    if (!this.mayTake(row) || !this.#isWanted(row)) return;
    let at = rows.length;
    while (at > 0 && rows[at - 1]! > row) at--;
    if (rows[at - 1] === row) return;
    rows.splice(at, 0, row);
    if (rows.length > this.#limit) rows.pop();
  }

  list(): readonly number[] {
    return this.#rows;
  }
}
