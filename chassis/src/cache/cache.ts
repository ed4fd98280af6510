import type { Part } from "../part.ts";

/** What is kept under a name. */
export interface CacheEntry {
  readonly value: Uint8Array;
  /** When it is past its time, on `Clock.now()`. */
  readonly expiresMs: number;
  /** Room for what a reader made of the value, so that it is made once: it lives as long as the entry does. */
  made?: unknown;
}

/** A place that may be filled: a fill after the name was made stale is discarded. */
export interface Lease {
  /** Keeps the value unless the name was made stale since the lease was taken. Never rejects. */
  fill(value: Uint8Array, ttlMs: number): Promise<void>;
}

/**
 * What was found. `near_hit`: in this process, without asking anybody. `miss`: nothing; whoever asked first has the lease,
 * and others who ask until then have none. `error`: the cache could not be asked.
 */
export type Found =
  | { readonly kind: "hit" | "near_hit"; readonly entry: CacheEntry }
  | { readonly kind: "miss" | "error"; readonly lease: Lease | undefined };

/**
 * A cache that all processes of a service share, by name, such as `students.42`. An outage costs time, never an answer:
 * `get` finds an `error` then, and `forget` remembers what it could not do. Neither of the two rejects.
 */
export interface Cache extends Part {
  readonly engine: "memory" | "redis" | "none";
  /** Not a promise where the value is near. */
  get(name: string): Found | Promise<Found>;
  /** Makes names stale. Resolves when no process of the service can read the old value from the shared cache any more. */
  forget(names: readonly string[]): Promise<void>;
}

/** Where names are written down that could not be made stale, so that it happens later; a part of a service's store. */
export interface StaleNames {
  add(names: readonly string[]): Promise<void>;
  list(limit: number): Promise<readonly string[]>;
  /** Forgets the times that the last `list` has told of; not those since. */
  remove(names: readonly string[]): Promise<void>;
}
