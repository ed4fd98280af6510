/**
 * Most edits between two spellings that are near: two, but one in a short name, where two would leave little of it, and
 * one between names that begin differently, since few people miss the first letter.
 */
export function maxEdits(name: string, other: string): number {
  const [letters, [first]] = [Array.from(name), Array.from(other)];
  return letters.length < 4 || letters[0] !== first ? 1 : 2;
}

/**
 * How many letters have to be added, left out, exchanged or swapped with their neighbour to make one text of the other,
 * no letter twice (optimal string alignment distance).
 */
export function editDistance(from: string, to: string): number {
  const [a, b] = [Array.from(from), Array.from(to)];
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const costs = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      costs[column] = Math.min(
        rows[row - 1]![column]! + 1,
        costs[column - 1]! + 1,
        rows[row - 1]![column - 1]! + (isSame ? 0 : 1),
        isSwap ? rows[row - 2]![column - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
    rows.push(costs);
  }
  return rows[a.length]![b.length]!;
}
