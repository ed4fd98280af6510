import { type Clock, systemClock } from "../clock.ts";
import type { CachedAnswer, CacheStore } from "./cache-store.ts";
import { estimateBytes } from "./estimate-bytes.ts";

/** Bounds of a {@link MemoryCache}. */
export interface MemoryCacheOptions {
  /** Default 10,000. */
  readonly maxEntries?: number;
  /** Bytes of memory, estimated. Default 64 MiB; an answer above an eighth of it is not kept. */
  readonly maxBytes?: number;
  readonly clock?: Clock;
}

interface Entry {
  readonly answer: CachedAnswer;
  readonly bytes: number;
  readonly expiresMs: number;
}

/**
 * A cache inside the process, bounded in entries and bytes: what was used longest ago goes first. A map keeps the order
 * of use, since reading moves an entry to its end.
 */
export class MemoryCache implements CacheStore {
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor({ maxEntries = 10_000, maxBytes = 64 * 1024 * 1024, clock = systemClock }: MemoryCacheOptions = {}) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
    this.#clock = clock;
  }

  /** Entries kept at present, expired ones included until they are met. */
  get size(): number {
    return this.#entries.size;
  }

  get(group: string, key: string): CachedAnswer | undefined {
    const id = toId(group, key);
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    this.#delete(id, entry);
    if (entry.expiresMs <= this.#clock.now()) return undefined;
    this.#add(id, entry);
    return entry.answer;
  }

  set(group: string, key: string, answer: CachedAnswer, ttlMs: number): void {
    const id = toId(group, key);
    const old = this.#entries.get(id);
    if (old) this.#delete(id, old);
    const bytes = estimateBytes(answer) + id.length * 2;
    if (bytes > this.#maxBytes / 8) return;
    this.#add(id, { answer, bytes, expiresMs: this.#clock.now() + ttlMs });
    this.#evict();
  }

  clear(group: string): void {
    const prefix = toId(group, "");
    for (const [id, entry] of this.#entries) if (id.startsWith(prefix)) this.#delete(id, entry);
  }

  #add(id: string, entry: Entry): void {
    this.#entries.set(id, entry);
    this.#bytes += entry.bytes;
  }

  #delete(id: string, entry: Entry): void {
    this.#entries.delete(id);
    this.#bytes -= entry.bytes;
  }

  #evict(): void {
    for (const [id, entry] of this.#entries) {
      if (this.#entries.size <= this.#maxEntries && this.#bytes <= this.#maxBytes) return;
      this.#delete(id, entry);
    }
  }
}

function toId(group: string, key: string): string {
  return `${group}\n${key}`;
}
