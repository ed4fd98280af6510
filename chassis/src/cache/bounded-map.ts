/** Bounds of a {@link BoundedMap}. */
export interface Bounds {
  /** Default 10,000. */
  readonly maxEntries?: number;
  /** Bytes of memory, as the callers of `set` count them. Default 64 MiB; what is above an eighth of it is not kept. */
  readonly maxBytes?: number;
}

interface Slot<V> {
  readonly value: V;
  readonly bytes: number;
  isUsed: boolean;
}

/**
 * A map within bounds. When it is full, the oldest goes that was not read since it was last passed over: a second chance,
 * which keeps what is read often and costs a reader one flag (F. J. Corbató, "A Paging Experiment with the Multics
 * System", 1968).
 */
export class BoundedMap<V> {
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  readonly #slots = new Map<string, Slot<V>>();
  #bytes = 0;

  constructor({ maxEntries = 10_000, maxBytes = 64 * 1024 * 1024 }: Bounds = {}) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#slots.size;
  }

  keys(): Iterable<string> {
    return this.#slots.keys();
  }

  get(key: string): V | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined) return undefined;
    slot.isUsed = true;
    return slot.value;
  }

  /** Replaces what was there, also when the new value is too large to be kept itself. */
  set(key: string, value: V, bytes: number): void {
    this.delete(key);
    if (bytes > this.#maxBytes / 8) return;
    this.#makeRoom(bytes);
    this.#slots.set(key, { value, bytes, isUsed: false });
    this.#bytes += bytes;
  }

  delete(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#slots.delete(key);
    this.#bytes -= slot.bytes;
  }

  clear(): void {
    this.#slots.clear();
    this.#bytes = 0;
  }

  #makeRoom(bytes: number): void {
    const hasRoom = () => this.#slots.size < this.#maxEntries && this.#bytes + bytes <= this.#maxBytes;
    if (hasRoom()) return;
    for (const [key, slot] of this.#slots) {
      if (slot.isUsed) this.#passOver(key, slot);
      else this.delete(key);
      if (hasRoom()) return;
    }
  }

  /** The loop meets it again at the end of the map. */
  #passOver(key: string, slot: Slot<V>): void {
    slot.isUsed = false;
    this.#slots.delete(key);
    this.#slots.set(key, slot);
  }
}
