/** The few rows that are nearest to something: by the square of their distance, then by row. */
export class NearestRows {
  readonly rows: number[] = [];
  readonly #squares: number[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Square of the distance beyond which nothing counts. */
  get worst(): number {
    return this.rows.length < this.#limit ? Number.POSITIVE_INFINITY : this.#squares[this.#limit - 1]!;
  }

  add(row: number, square: number): void {
    if (square > this.worst) return;
    let at = this.rows.length;
    while (at > 0 && (this.#squares[at - 1]! - square || this.rows[at - 1]! - row) > 0) at--;
    this.rows.splice(at, 0, row);
    this.#squares.splice(at, 0, square);
    if (this.rows.length <= this.#limit) return;
    this.rows.pop();
    this.#squares.pop();
  }
}
