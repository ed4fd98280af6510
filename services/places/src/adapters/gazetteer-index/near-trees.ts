import type { Point } from "../../domain/distance.ts";
import type { Columns } from "./columns.ts";
import { countBoxes, SphereTree } from "./sphere-tree.ts";

/**
 * How many rows are in each tree: all, the first eighth, an eighth of these, and so on. The first rows have the most
 * people, so whoever asks for large places need not look through all.
 */
export function treeSizes(rows: number): number[] {
  return [1, 8, 64, 512].map((part) => Math.ceil(rows / part));
}

/** Finds the nearest rows, in the smallest tree that has all which may be found. */
export class NearTrees {
  readonly #trees: readonly SphereTree[];

  constructor({ treeRows, treeBoxes, latitudes, longitudes }: Columns) {
    const [nextRows, nextBoxes] = [takeFrom(treeRows), takeFrom(treeBoxes)];
    this.#trees = treeSizes(latitudes.length).map((size) => {
      const boxes = countBoxes(size).reduce((sum, count) => sum + count, 0);
      return new SphereTree({ rows: nextRows(size), boxes: nextBoxes(boxes * 6), latitudes, longitudes });
    });
  }

  /** Of the first `rowEnd` rows, those nearest to the point, the nearest first. */
  find(point: Point, rowEnd: number, limit: number): readonly number[] {
    const smallest = this.#trees.findLast((tree) => tree.size >= rowEnd);
    return smallest ? smallest.find(point, rowEnd, limit) : [];
  }
}

/** Cuts a column into pieces, from its beginning on. */
function takeFrom<T extends Uint32Array | Float32Array>(column: T): (length: number) => T {
  let start = 0;
  return (length) => {
    start += length;
    return column.subarray(start - length, start) as T;
  };
}
