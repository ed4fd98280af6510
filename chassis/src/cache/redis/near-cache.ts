import type { Clock } from "../../clock.ts";
import { BoundedMap } from "../bounded-map.ts";
import type { CacheEntry, Found } from "../cache.ts";

/** What it was read for; whoever began another reading of the same name, or made it stale, took its place. */
type Reading = object;

interface NearHit {
  readonly kind: "near_hit";
  readonly entry: CacheEntry;
}

/** Of an entry in memory, beside its name and its value; about. */
const entryBytes = 300;
/** Most entries; they have 64 MiB at most as well. */
const maxEntries = 50_000;

/**
 * What this process has read from Redis and Redis promised to call back. A value that is called back while it is on its way
 * leaves no trace: each reading puts down a placeholder first, and a value takes its place only if it is still there.
 */
export class NearCache {
  readonly #clock: Clock;
  readonly #kept: BoundedMap<NearHit>;
  readonly #readings = new Map<string, Reading>();
  #trustedUntilMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#kept = new BoundedMap({ maxEntries });
  }

  get size(): number {
    return this.#kept.size;
  }

  /** Everything that was called back until a moment ago has been taken in: what is here may be read until `untilMs`. */
  trust(untilMs: number): void {
    this.#trustedUntilMs = untilMs;
  }

  get(name: string): Found | undefined {
    const found = this.#kept.get(name);
    if (found === undefined) return undefined;
    const nowMs = this.#clock.now();
    if (nowMs >= this.#trustedUntilMs) return undefined;
    if (nowMs < found.entry.expiresMs) return found;
    this.#kept.delete(name);
    return undefined;
  }

  /** Puts down the placeholder; to be called before Redis is asked. */
  expect(name: string, reading: Reading): void {
    this.#readings.set(name, reading);
  }

  /** Takes what was read, unless it was called back meanwhile. Undefined: there was nothing. */
  settle(name: string, reading: Reading, entry: CacheEntry | undefined): void {
    if (this.#readings.get(name) !== reading) return;
    this.#readings.delete(name);
    if (entry) this.#kept.set(name, { kind: "near_hit", entry }, entryBytes + 2 * name.length + 6 * entry.value.length);
  }

  delete(name: string): void {
    this.#kept.delete(name);
    this.#readings.delete(name);
  }

  clear(): void {
    this.#kept.clear();
    this.#readings.clear();
  }
}
