import type { Vector } from "./sphere.ts";

/** The few rows that are nearest to a target: by straight distance, then by row. */
export class NearestRows {
  readonly target: Vector;
  readonly rows: number[] = [];
  readonly #squares: number[] = [];
  readonly #limit: number;

  constructor(target: Vector, limit: number) {
    this.target = target;
    this.#limit = limit;
  }

  /** Square of the distance beyond which nothing counts. */
  get worst(): number {
    return this.rows.length < this.#limit ? Number.POSITIVE_INFINITY : this.#squares[this.#limit - 1]!;
  }

  add(row: number, [x, y, z]: Vector): void {
    const [dx, dy, dz] = [x - this.target[0], y - this.target[1], z - this.target[2]];
    const square = dx * dx + dy * dy + dz * dz;
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
