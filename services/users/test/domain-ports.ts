import { MemoryUserStore } from "../src/adapters/memory-user-store.ts";
import type { AddUserPorts } from "../src/domain/add-user.ts";
import type { Profile } from "../src/domain/user.ts";

/** Ports over an empty memory store: ids count from `id-1`, the clock goes on by a second every time it is read. */
export function createDomainPorts(): AddUserPorts & { readonly store: MemoryUserStore } {
  let [count, seconds] = [0, 0];
  return {
    store: new MemoryUserStore(),
    ids: { newId: () => `id-${++count}` },
    clock: { now: () => new Date(Date.UTC(2024, 0, 1, 0, 0, seconds++)) },
  };
}

/** A good profile, with `fields` in place of its own. */
export function toProfile(fields: Partial<Profile> = {}): Profile {
  return {
    email: "mael@example.com",
    firstName: "Maël",
    lastName: "Valais",
    age: 28,
    phone: "",
    address: "",
    ...fields,
  };
}
