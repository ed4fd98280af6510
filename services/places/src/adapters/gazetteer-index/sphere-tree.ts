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

  constructor(columns: TreeColumns) {
    this.#columns = columns;
    this.#counts = countBoxes(columns.rows.length);
    this.#starts = this.#counts.map((_, level) => sum(this.#counts.slice(0, level)) * 6);
  }

  get size(): number {
    return this.#columns.rows.length;
  }

  /** The rows nearest to a point among those below `rowEnd`, the nearest first, then by row. */
  find(point: Point, rowEnd: number, limit: number): readonly number[] {
    const nearest = new NearestRows(toVector(point), limit);
    const add = (row: number) => {
      if (row < rowEnd) nearest.add(row, rowVector(this.#columns, row));
    };
    this.#search(nearest, add, { level: this.#counts.length - 1, box: 0 });
    return nearest.rows;
  }

  #search(nearest: NearestRows, add: (row: number) => void, { level, box }: { level: number; box: number }): void {
    const first = box * fanout;
    if (level === 0) {
      this.#columns.rows.subarray(first, first + fanout).forEach(add);
      return;
    }
    const inside: { readonly child: number; readonly square: number }[] = [];
    const end = Math.min(first + fanout, this.#counts[level - 1]!);
    for (let child = first; child < end; child++) {
      const square = this.#squareTo(nearest.target, this.#starts[level - 1]! + child * 6);
      if (square <= nearest.worst) inside.push({ child, square });
    }
    inside.sort((a, b) => a.square - b.square);
    for (const { child, square } of inside) {
      if (square <= nearest.worst) this.#search(nearest, add, { level: level - 1, box: child });
    }
  }

  /** Square of the straight distance to the box whose bounds are here; 0 inside. */
  #squareTo(target: Vector, bounds: number): number {
    const { boxes } = this.#columns;
    let square = 0;
    for (let axis = 0; axis < 3; axis++) {
      const at = target[axis]!;
      const gap = Math.max(boxes[bounds + axis]! - at, 0, at - boxes[bounds + 3 + axis]!);
      square += gap * gap;
    }
    return square;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
