import { around } from "geokdbush";
import KDBush from "kdbush";
import { type Columns, treeSize } from "./columns.ts";

/** Finds the nearest rows, in the smallest tree that has all rows which may be found. */
export class NearTrees {
  readonly #trees: readonly KDBush[];
  readonly #rows: number;

  constructor({ tree0, tree1, tree2, tree3, ids }: Columns) {
    this.#trees = [tree0, tree1, tree2, tree3].map((tree) => KDBush.from(tree.buffer as ArrayBuffer));
    this.#rows = ids.length;
  }

  /** Of the first `rows` rows, those nearest to the point, the nearest first. */
  find(point: { latitude: number; longitude: number }, rows: number, limit: number): number[] {
    if (rows === 0) return [];
    const smallest = this.#trees.findLastIndex((_, tree) => treeSize(this.#rows, tree) >= rows);
    const isAmong = rows === treeSize(this.#rows, smallest) ? undefined : (row: number) => row < rows;
    const tree = this.#trees[smallest]!;
    return around(tree, point.longitude, point.latitude, limit, Number.POSITIVE_INFINITY, isAmong);
  }
}
