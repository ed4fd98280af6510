import type { Point } from "../../domain/distance.ts";
import { NearestRows } from "./nearest-rows.ts";
import { type Coordinates, rowVector, toVector, type Vector } from "./sphere.ts";

/** What a {@link SphereTree} is made of. */
export interface TreeColumns extends Coordinates {
  /** The rows, neighbours near each other. */
  readonly rows: Uint32Array;
  /** Six bounds for every sixteen rows, then for every sixteen of these boxes, and so on up to one. */
  readonly boxes: Float32Array;
}

/** How many rows or boxes are in a box. */
export const fanout = 16;

/** How many boxes there are on each level over so many rows. */
export function countBoxes(rows: number): number[] {
  const counts = [Math.ceil(rows / fanout)];
  while (counts[counts.length - 1]! > 1) counts.push(Math.ceil(counts[counts.length - 1]! / fanout));
  return counts;
}

/**
 * A packed R-tree of points on a sphere, in space: what is near in a straight line is near along the surface. Where the
 * rows are is calculated from the columns when it is asked for.
 */
export class SphereTree {
  readonly #columns: TreeColumns;
  readonly #counts: readonly number[];
  /** Where the bounds of each level begin. */
  readonly #starts: readonly number[];
  /** How far the members of the box are that a search is in, on each level; written anew for every box. */
  readonly #squares: readonly Float64Array[];

  constructor(columns: TreeColumns) {
    this.#columns = columns;
    this.#counts = countBoxes(columns.rows.length);
    this.#starts = this.#counts.map((_, level) => sum(this.#counts.slice(0, level)) * 6);
    this.#squares = this.#counts.map(() => new Float64Array(fanout));
  }

  get size(): number {
    return this.#columns.rows.length;
  }

  /** The rows nearest to a point among those below `rowEnd`, the nearest first, then by row. */
  find(point: Point, rowEnd: number, limit: number): readonly number[] {
    const nearest = new NearestRows(limit);
    this.#search({ target: toVector(point), rowEnd, nearest }, this.#counts.length - 1, 0);
    return nearest.rows;
  }

  /** Goes into the nearest box first, and into no box that is farther away than what was found already. */
  #search(search: Search, level: number, box: number): void {
    if (level === 0) {
      this.#addRows(search, box);
      return;
    }
    const squares = this.#squares[level]!;
    const first = box * fanout;
    const count = Math.min(fanout, this.#counts[level - 1]! - first);
    const bounds = this.#starts[level - 1]! + first * 6;
    for (let member = 0; member < count; member++) squares[member] = this.#squareTo(search.target, bounds + member * 6);
    for (let left = count; left > 0; left--) {
      const member = indexOfLeast(squares, count);
      if (squares[member]! > search.nearest.worst) return;
      squares[member] = Number.POSITIVE_INFINITY;
      this.#search(search, level - 1, first + member);
    }
  }

  #addRows({ target: [x, y, z], rowEnd, nearest }: Search, box: number): void {
    const { rows } = this.#columns;
    const end = Math.min((box + 1) * fanout, rows.length);
    for (let at = box * fanout; at < end; at++) {
      const row = rows[at]!;
      if (row >= rowEnd) continue;
      const [rowX, rowY, rowZ] = rowVector(this.#columns, row);
      nearest.add(row, (rowX - x) ** 2 + (rowY - y) ** 2 + (rowZ - z) ** 2);
    }
  }

  /** Square of the straight distance to the box whose bounds are here; 0 inside. */
  #squareTo([x, y, z]: Vector, bounds: number): number {
    const { boxes } = this.#columns;
    const dx = gap(x, boxes[bounds]!, boxes[bounds + 3]!);
    const dy = gap(y, boxes[bounds + 1]!, boxes[bounds + 4]!);
    const dz = gap(z, boxes[bounds + 2]!, boxes[bounds + 5]!);
    return dx * dx + dy * dy + dz * dz;
  }
}

/** What is looked for, and what was found so far. */
interface Search {
  readonly target: Vector;
  readonly rowEnd: number;
  readonly nearest: NearestRows;
}

function gap(at: number, low: number, high: number): number {
  if (at < low) return low - at;
  return at > high ? at - high : 0;
}

function indexOfLeast(numbers: Float64Array, count: number): number {
  let least = 0;
  for (let index = 1; index < count; index++) if (numbers[index]! < numbers[least]!) least = index;
  return least;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
