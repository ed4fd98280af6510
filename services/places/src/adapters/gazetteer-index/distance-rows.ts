import type { KeyCursor } from "./key-cursor.ts";

/**
 * The matrix of an edit distance (optimal string alignment) between one pattern and one key after the other: a row per
 * letter of the key, kept while the next key shares it, and calculated only where the distance can be small enough
 * (Ukkonen, "Algorithms for approximate string matching", 1985).
 */
export class DistanceRows {
  readonly maxDistance: number;
  readonly #pattern: Uint32Array;
  readonly #rows: Uint8Array[];
  /** The least of each row. */
  readonly #bests: number[] = [0];
  readonly #letters: number[] = [];
  /** How many bytes of the key its letters take, from the first to each. */
  readonly #ends: number[] = [0];
  #depth = 0;
  #isDead = false;

  constructor(pattern: string, maxDistance: number) {
    this.#pattern = Uint32Array.from(Array.from(pattern, (letter) => letter.codePointAt(0)!));
    this.maxDistance = maxDistance;
    this.#rows = [this.#newRow().map((_, column) => Math.min(column, far))];
  }

  /** Distance of the key; a number that is too large for one that was a dead end. */
  get distance(): number {
    return this.#isDead ? far : this.#rows[this.#depth]![this.#pattern.length]!;
  }

  /**
   * Takes the key on which the cursor stands. Answers how many of its bytes no near key begins with; infinity when it may
   * go on from here.
   */
  advance({ key, length, shared }: KeyCursor): number {
    while (this.#ends[this.#depth]! > shared) this.#depth--;
    let at = this.#ends[this.#depth]!;
    this.#isDead = false;
    while (at < length && !this.#isDead) {
      at = this.#addLetter(key, at);
      this.#isDead = this.#fillRow();
    }
    return this.#isDead ? at : Number.POSITIVE_INFINITY;
  }

  /** Reads a letter of UTF-8; answers where the next one begins. */
  #addLetter(key: Uint8Array, at: number): number {
    const lead = key[at]!;
    const end = at + (lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);
    let letter = lead < 0x80 ? lead : lead & (0x7f >> (end - at));
    for (let next = at + 1; next < end; next++) letter = (letter << 6) | (key[next]! & 0x3f);
    this.#letters[this.#depth] = letter;
    this.#depth++;
    this.#ends[this.#depth] = end;
    if (this.#rows.length === this.#depth) this.#rows.push(this.#newRow());
    return end;
  }

  /** Calculates the row of the newest letter; true when nothing near can follow. */
  #fillRow(): boolean {
    const [depth, columns, max] = [this.#depth, this.#pattern.length, this.maxDistance];
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
