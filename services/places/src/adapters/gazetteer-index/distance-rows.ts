/**
 * The matrix of an edit distance (optimal string alignment) between one pattern and one key after the other: a row per
 * letter of the key, kept while the next key shares it, and calculated only where the distance can be small enough
 * (Ukkonen, "Algorithms for approximate string matching", 1985).
 */
export class DistanceRows {
  readonly #keys: Uint8Array;
  readonly #pattern: Uint32Array;
  readonly #max: number;
  readonly #rows: Uint8Array[];
  /** The least of each row. */
  readonly #bests: number[] = [0];
  readonly #letters: number[] = [];
  /** How many bytes of the last key its letters take, from the first to each. */
  readonly #ends: number[] = [0];
  #depth = 0;
  #last = 0;
  #lastEnd = 0;

  constructor(keys: Uint8Array, pattern: string, maxDistance: number) {
    this.#keys = keys;
    this.#pattern = Uint32Array.from(Array.from(pattern, (letter) => letter.codePointAt(0)!));
    this.#max = maxDistance;
    this.#rows = [this.#newRow().map((_, column) => Math.min(column, far))];
  }

  /** Distance of the last key, when it was no dead end. */
  get distance(): number {
    return this.#rows[this.#depth]![this.#pattern.length]!;
  }

  /** Takes the key at these bytes; answers how many of them no near key begins with, or 0 when there are none such. */
  advance(start: number, end: number): number {
    this.#dropUnshared(start, end);
    let at = start + this.#ends[this.#depth]!;
    while (at < end) {
      at = this.#addLetter(at);
      this.#ends[this.#depth] = at - start;
      if (this.#fillRow()) return at - start;
    }
    return 0;
  }

  #dropUnshared(start: number, end: number): void {
    const length = Math.min(end - start, this.#lastEnd - this.#last);
    let shared = 0;
    while (shared < length && this.#keys[start + shared] === this.#keys[this.#last + shared]) shared++;
    while (this.#ends[this.#depth]! > shared) this.#depth--;
    this.#last = start;
    this.#lastEnd = end;
  }

  /** Reads a letter of UTF-8; answers where the next one begins. */
  #addLetter(at: number): number {
    const keys = this.#keys;
    const lead = keys[at]!;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    let letter = length === 1 ? lead : lead & (0x7f >> length);
    for (let next = at + 1; next < at + length; next++) letter = (letter << 6) | (keys[next]! & 0x3f);
    this.#letters[this.#depth] = letter;
    this.#depth++;
    if (this.#rows.length === this.#depth) this.#rows.push(this.#newRow());
    return at + length;
  }

  /** Calculates the row of the newest letter; true when nothing near can follow. */
  #fillRow(): boolean {
    const [depth, columns, max] = [this.#depth, this.#pattern.length, this.#max];
    const letter = this.#letters[depth - 1]!;
    const [above, row] = [this.#rows[depth - 1]!, this.#rows[depth]!];
    const first = Math.max(1, depth - max);
    const last = Math.min(columns, depth + max);
    let left = first === 1 ? Math.min(depth, far) : far;
    let best = left;
    if (first <= columns + 1) row[first - 1] = left;
    for (let column = first; column <= last; column++) {
      const isSame = letter === this.#pattern[column - 1];
      let cost = above[column - 1]! + (isSame ? 0 : 1);
      if (left + 1 < cost) cost = left + 1;
      if (column < depth + max && above[column]! + 1 < cost) cost = above[column]! + 1;
      if (!isSame && this.#isSwap(column)) cost = Math.min(cost, this.#rows[depth - 2]![column - 2]! + 1);
      left = Math.min(cost, far);
      row[column] = left;
      if (left < best) best = left;
    }
    if (last < columns) row[columns] = far;
    this.#bests[depth] = best;
    return best > max && this.#bests[depth - 1]! >= max;
  }

  #isSwap(column: number): boolean {
    const depth = this.#depth;
    if (depth < 2 || column < 2 || this.#letters[depth - 1] !== this.#pattern[column - 2]) return false;
    return this.#letters[depth - 2] === this.#pattern[column - 1];
  }

  #newRow(): Uint8Array {
    return new Uint8Array(this.#pattern.length + 1);
  }
}

/** Stands for every distance that is too large to matter. */
const far = 255;
