import type { Clock } from "./clock.ts";
import type { Profile } from "./user.ts";
import type { UserStore } from "./user-store.ts";

/** A user that comes with the service. */
export interface Sample extends Profile {
  readonly id: string;
}

/**
 * Adds the samples, once in the life of a store: those that were changed or removed since stay so. A sample whose id or
 * email is taken is left out. Tells whether it loaded any.
 */
export async function loadSamples(store: UserStore, clock: Clock, samples: readonly Sample[]): Promise<boolean> {
  return await store.once("samples", async (users) => {
    const at = clock.now();
    for (const sample of samples) {
      if ((await users.findById(sample.id)) || (await users.findByEmail(sample.email))) continue;
      const user = { ...sample, revision: 1, createdAt: at, updatedAt: at };
      await users.apply({ kind: "seeded", user, at });
    }
  });
}
