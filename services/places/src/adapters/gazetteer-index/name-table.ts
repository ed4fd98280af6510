import type { Columns } from "./columns.ts";

/** A stretch of keys: from `first` up to, but not with, `end`. */
export interface KeyRange {
  readonly first: number;
  readonly end: number;
}

/** All keys in order, in two binary searches: what is equal to a key, and what begins with it. */
export class NameTable {
  readonly #keys: Uint8Array;
  readonly #starts: Uint32Array;

  constructor({ keys, keyStarts }: Pick<Columns, "keys" | "keyStarts">) {
    this.#keys = keys;
    this.#starts = keyStarts;
  }

  get size(): number {
    return this.#starts.length - 1;
  }

  readKey(index: number): string {
    return Buffer.from(this.#keys.subarray(this.#starts[index]!, this.#starts[index + 1]!)).toString();
  }

  /** The one key that is equal, or an empty range. */
  findKey(key: Uint8Array): KeyRange {
    const first = this.#search(key, [0, this.size], (order) => order < 0);
    const isThere = first < this.size && this.#length(first) === key.length && this.#compare(first, key) === 0;
    return { first, end: isThere ? first + 1 : first };
  }

  /** The keys that begin with a prefix. */
  findPrefix(prefix: Uint8Array): KeyRange {
    const first = this.#search(prefix, [0, this.size], (order) => order < 0);
    return { first, end: this.#search(prefix, [first, this.size], (order) => order <= 0) };
  }

  /** The first key behind `index` that does not begin with the same bytes: mostly one of the next. */
  skipPrefix(index: number, length: number): number {
    const start = this.#starts[index]!;
    const prefix = this.#keys.subarray(start, start + length);
    let step = 1;
    while (index + step < this.size && this.#compare(index + step, prefix) === 0) step *= 2;
    const range = [index + (step >>> 1), Math.min(index + step, this.size)] as const;
    return this.#search(prefix, range, (order) => order <= 0);
  }

  /** The first key of the range, or its end, of which `isBefore` does not hold. */
  #search(prefix: Uint8Array, range: readonly [number, number], isBefore: (order: number) => boolean): number {
    let [low, high] = range;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.#compare(middle, prefix))) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Below, above or (0) beginning with the prefix? */
  #compare(index: number, prefix: Uint8Array): number {
    const start = this.#starts[index]!;
    const length = Math.min(this.#length(index), prefix.length);
    for (let at = 0; at < length; at++) {
      const difference = this.#keys[start + at]! - prefix[at]!;
      if (difference !== 0) return difference;
    }
    return length < prefix.length ? -1 : 0;
  }

  #length(index: number): number {
    return this.#starts[index + 1]! - this.#starts[index]!;
  }
}
