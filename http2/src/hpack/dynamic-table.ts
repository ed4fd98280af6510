/** What a table holds: anything that knows its size by RFC 7541 §4.1. */
export interface TableEntry {
  readonly size: number;
}

/** The dynamic table of one direction of a connection (RFC 7541 §2.3.2): newest entry first, evicted from the end. */
export class DynamicTable<T extends TableEntry> {
  /** A ring whose length is a power of two; the newest entry lies at #head, older ones before it. */
  #ring: (T | undefined)[] = new Array(64).fill(undefined);
  #head = -1;
  #length = 0;
  #size = 0;
  #maxSize: number;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
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
  at(index: number): T {
    return this.#ring[(this.#head - index) & (this.#ring.length - 1)]!;
  }

  /** Adds an entry; one larger than the table empties it (RFC 7541 §4.4). */
  add(entry: T): void {
    this.#evict(entry.size);
    if (entry.size > this.#maxSize) return;
    if (this.#length === this.#ring.length) this.#grow();
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#ring[this.#head] = entry;
    this.#length++;
    this.#size += entry.size;
  }

  #evict(needed: number): void {
    while (this.#length > 0 && this.#size + needed > this.#maxSize) {
      const oldest = (this.#head - this.#length + 1) & (this.#ring.length - 1);
      this.#size -= this.#ring[oldest]!.size;
      this.#ring[oldest] = undefined;
      this.#length--;
    }
  }

  #grow(): void {
    const oldestFirst = Array.from({ length: this.#length }, (_, index) => this.at(this.#length - 1 - index));
    this.#ring = [...oldestFirst, ...new Array(this.#length).fill(undefined)];
    this.#head = this.#length - 1;
  }
}
