/** Size that RFC 7541 §4.1 adds to every entry. */
export const entryOverhead = 32;

/** The dynamic table of one direction of a connection (RFC 7541 §2.3.2): newest entry first, evicted from the end. */
export class DynamicTable {
  #names: string[] = [];
  #values: string[] = [];
  /** Position of the newest entry; entries lie at #head, #head-1 … in a ring. */
  #head = -1;
  #length = 0;
  #size = 0;
  #maxSize: number;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
    this.#grow(64);
  }

  get length(): number {
    return this.#length;
  }

  get maxSize(): number {
    return this.#maxSize;
  }

  /** Evicts until the entries fit (RFC 7541 §4.3). */
  set maxSize(size: number) {
    this.#maxSize = size;
    this.#evict(0);
  }

  /** `index` 0 is the newest. */
  name(index: number): string {
    return this.#names[(this.#head - index) & (this.#names.length - 1)]!;
  }

  value(index: number): string {
    return this.#values[(this.#head - index) & (this.#values.length - 1)]!;
  }

  /** Adds an entry; one larger than the table empties it (RFC 7541 §4.4). */
  add(name: string, value: string): void {
    const size = name.length + value.length + entryOverhead;
    this.#evict(size);
    if (size > this.#maxSize) return;
    if (this.#length === this.#names.length) this.#grow(this.#length * 2);
    this.#head = (this.#head + 1) & (this.#names.length - 1);
    this.#names[this.#head] = name;
    this.#values[this.#head] = value;
    this.#length++;
    this.#size += size;
  }

  #evict(needed: number): void {
    while (this.#length > 0 && this.#size + needed > this.#maxSize) {
      const last = this.#length - 1;
      this.#size -= this.name(last).length + this.value(last).length + entryOverhead;
      this.#length--;
    }
  }

  #grow(capacity: number): void {
    const names = Array.from({ length: capacity }, (_, index) =>
      index < this.#length ? this.name(this.#length - 1 - index) : "",
    );
    const values = Array.from({ length: capacity }, (_, index) =>
      index < this.#length ? this.value(this.#length - 1 - index) : "",
    );
    this.#names = names;
    this.#values = values;
    this.#head = this.#length - 1;
  }
}
