/** No key is longer. */
export const maxKeyBytes = 1024;

/**
 * Goes through keys that are written one behind the other (front coding: Witten, Moffat and Bell, "Managing Gigabytes",
 * 4.1). An entry is how many bytes the key shares with the one before, how many bytes of its own follow, how many bytes of
 * postings, and these: the key's own bytes, and each posting as what it adds to the one before. All are varints.
 */
export class KeyCursor {
  readonly #bytes: Uint8Array;
  readonly #blockStarts: Uint32Array;
  /** The current key is the first {@link length} bytes of this. */
  readonly key = new Uint8Array(maxKeyBytes);
  /** 0 behind the last key. */
  length = 0;
  /** How many bytes the current key shares with the one that it was reached from. */
  shared = 0;
  /** The block that the current key is in. */
  block = -1;
  /** Is the current key the first of its block? */
  isFirstOfBlock = false;
  /** Where the whole key would begin, if all of it were written. */
  #key = 0;
  #postings = 0;
  #next = 0;

  /** Stands on the first key. Blocks begin with a key that is written whole. */
  constructor(bytes: Uint8Array, blockStarts: Uint32Array) {
    this.#bytes = bytes;
    this.#blockStarts = blockStarts;
    this.next();
  }

  /** Goes to the first key of a block; behind the last key when there is no such block. */
  moveToBlock(block: number): void {
    this.block = block - 1;
    this.length = 0;
    this.#next = this.#blockStarts[block] ?? this.#bytes.length;
    this.next();
  }

  /** Goes on to the next key, or to the next that shares less than so many bytes with the current one. */
  next(below = Number.POSITIVE_INFINITY): void {
    while (this.#next < this.#bytes.length) {
      this.isFirstOfBlock = this.#next === this.#blockStarts[this.block + 1];
      if (this.isFirstOfBlock) this.block++;
      const rest = this.#readHead();
      if (this.shared < below) {
        this.#takeKey(this.shared + rest);
        return;
      }
      if (this.isFirstOfBlock) this.#skipBlocks(below);
    }
    this.length = 0;
  }

  readKey(): string {
    return Buffer.from(this.key.subarray(0, this.length)).toString();
  }

  /** Hands out the postings of the current key, in ascending order, until `use` answers true. */
  readPostings(use: (posting: number) => unknown): void {
    const end = this.#next;
    let posting = 0;
    let isDone: unknown = false;
    for (this.#next = this.#postings; this.#next < end && isDone !== true; ) {
      posting += this.#readVarint();
      isDone = use(posting);
    }
    this.#next = end;
  }

  /** Below 0: the current key comes before this one. 0: it begins with it. Above 0: it comes behind. */
  compare(prefix: Uint8Array): number {
    const length = Math.min(this.length, prefix.length);
    for (let at = 0; at < length; at++) {
      const difference = this.key[at]! - prefix[at]!;
      if (difference !== 0) return difference;
    }
    return length < prefix.length ? -1 : 0;
  }

  /** Reads an entry up to the key's own bytes; answers how many of them are not shared. */
  #readHead(): number {
    const shared = this.#readVarint();
    const rest = this.#readVarint();
    const postingBytes = this.#readVarint();
    this.#key = this.#next - shared;
    this.#postings = this.#next + rest;
    this.#next = this.#postings + postingBytes;
    this.shared = this.isFirstOfBlock ? this.#countShared(rest) : shared;
    return shared + rest - this.shared;
  }

  /** How many bytes of the entry are the same as in the current key. */
  #countShared(length: number): number {
    const most = Math.min(length, this.length);
    let shared = 0;
    while (shared < most && this.#bytes[this.#key + shared] === this.key[shared]) shared++;
    return shared;
  }

  #takeKey(length: number): void {
    for (let at = this.shared; at < length; at++) this.key[at] = this.#bytes[this.#key + at]!;
    this.length = length;
  }

  /** Goes on to the last block whose first key begins with so many bytes of the current one, as this block's does. */
  #skipBlocks(length: number): void {
    let step = 1;
    while (this.#beginsLikeThis(this.block + step, length)) step *= 2;
    let [low, high] = [this.block + (step >>> 1), this.block + step];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#beginsLikeThis(middle, length)) low = middle;
      else high = middle;
    }
    if (low === this.block) return;
    this.block = low;
    this.#next = this.#blockStarts[low]!;
    this.#readHead();
  }

  #beginsLikeThis(block: number, length: number): boolean {
    const start = this.#blockStarts[block];
    if (start === undefined) return false;
    const next = this.#next;
    this.#next = start;
    this.#readVarint();
    const rest = this.#readVarint();
    this.#readVarint();
    this.#key = this.#next;
    this.#next = next;
    return this.#countShared(rest) >= length;
  }

  #readVarint(): number {
    const byte = this.#bytes[this.#next++]!;
    return byte < 0x80 ? byte : this.#readLongVarint(byte & 0x7f);
  }

  #readLongVarint(start: number): number {
    let value = start;
    for (let shift = 7; ; shift += 7) {
      const byte = this.#bytes[this.#next++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
}
