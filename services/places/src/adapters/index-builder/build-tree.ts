import { type Coordinates, rowVector, type Vector } from "../gazetteer-index/sphere.ts";
import { countBoxes, fanout, type TreeColumns } from "../gazetteer-index/sphere-tree.ts";

/** Wider than what a bound loses as a 32-bit number, so that no point lies outside its box. */
const slack = 1e-6;

/** The tree of the first `count` rows. */
export function buildTree(count: number, coordinates: Coordinates): Pick<TreeColumns, "rows" | "boxes"> {
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  const vectors = Array.from(rows, (row) => rowVector(coordinates, row));
  sortByNeighbourhood(rows, vectors, 0);
  const levels: Box[][] = [];
  let inside: readonly Box[] = Array.from(rows, (row) => ({ low: vectors[row]!, high: vectors[row]! }));
  for (const size of countBoxes(count)) {
    const level = Array.from({ length: size }, (_, box) => join(inside.slice(box * fanout, (box + 1) * fanout)));
    levels.push(level);
    inside = level;
  }
  const bounds = levels
    .flat()
    .flatMap(({ low, high }) => [...low.map((at) => at - slack), ...high.map((at) => at + slack)]);
  return { rows, boxes: Float32Array.from(bounds) };
}

interface Box {
  readonly low: Vector;
  readonly high: Vector;
}

function join(boxes: readonly Box[]): Box {
  const along = (axis: number, pick: (box: Box) => Vector) => boxes.map((box) => pick(box)[axis]!);
  const low = [0, 1, 2].map((axis) => Math.min(...along(axis, (box) => box.low)));
  const high = [0, 1, 2].map((axis) => Math.max(...along(axis, (box) => box.high)));
  return { low: low as unknown as Vector, high: high as unknown as Vector };
}

/** Parts the rows in the middle along x, y and z in turn, as a k-d tree does, down to what fits into one box. */
function sortByNeighbourhood(rows: Uint32Array, vectors: readonly Vector[], axis: number): void {
  if (rows.length <= fanout) return;
  const middle = Math.ceil(rows.length / 2 / fanout) * fanout;
  rows.sort((a, b) => vectors[a]![axis]! - vectors[b]![axis]!);
  sortByNeighbourhood(rows.subarray(0, middle), vectors, (axis + 1) % 3);
  sortByNeighbourhood(rows.subarray(middle), vectors, (axis + 1) % 3);
}
