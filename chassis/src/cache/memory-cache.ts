import { type Clock, systemClock } from "../clock.ts";
import { BoundedMap, type Bounds } from "./bounded-map.ts";
import type { Cache, Found, Lease } from "./cache.ts";
import { leaseMs } from "./lease-time.ts";

interface Slot {
  readonly found: Found;
  readonly expiresMs: number;
}

const leasedToAnother: Found = { kind: "miss", lease: undefined };
/** Of a slot in memory, beside its name and its value; about. */
const slotBytes = 300;

/**
 * A cache of one process: several processes of a service that each have their own do not learn of each other's changes.
 * Bounded in entries and bytes.
 */
export class MemoryCache implements Cache {
  readonly name = "cache";
  readonly engine = "memory";
  readonly isRequired = false;
  readonly #clock: Clock;
  readonly #slots: BoundedMap<Slot>;

  constructor({ clock = systemClock, ...bounds }: Bounds & { readonly clock?: Clock } = {}) {
    this.#clock = clock;
    this.#slots = new BoundedMap(bounds);
  }

  get(name: string): Found {
    const slot = this.#slots.get(name);
    if (slot !== undefined && slot.expiresMs > this.#clock.now()) return slot.found;
    return { kind: "miss", lease: this.#lease(name) };
  }

  async forget(names: readonly string[]): Promise<void> {
    for (const name of names) this.#slots.delete(name);
  }

  #lease(name: string): Lease {
    const held: Slot = { found: leasedToAnother, expiresMs: this.#clock.now() + leaseMs };
    this.#slots.set(name, held, toBytes(name));
    const fill = async (value: Uint8Array, ttlMs: number) => {
      if (this.#slots.get(name) !== held) return;
      const entry = { value, expiresMs: this.#clock.now() + ttlMs };
      const bytes = toBytes(name) + value.byteLength * 4;
      this.#slots.set(name, { found: { kind: "hit", entry }, expiresMs: entry.expiresMs }, bytes);
    };
    return { fill };
  }
}

function toBytes(name: string): number {
  return slotBytes + name.length * 2;
}
