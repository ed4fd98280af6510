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
    let [row, bound] = [0, 0];
    this.#trees = treeSizes(latitudes.length).map((size) => {
      const bounds = countBoxes(size).reduce((sum, count) => sum + count, 0) * 6;
      const rows = treeRows.subarray(row, (row += size));
      const boxes = treeBoxes.subarray(bound, (bound += bounds));
      return new SphereTree({ rows, boxes, latitudes, longitudes });
    });
  }

  /** Of the first `rowEnd` rows, those nearest to the point, the nearest first. */
  find(point: Point, rowEnd: number, limit: number): readonly number[] {
    const smallest = this.#trees.findLast((tree) => tree.size >= rowEnd);
    return smallest ? smallest.find(point, rowEnd, limit) : [];
  }
}
