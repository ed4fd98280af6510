import { checkProfile, checkText } from "./check-profile.ts";
import type { Clock } from "./clock.ts";
import { emailTaken, idTaken } from "./faults.ts";
import type { IdSource } from "./id-source.ts";
import type { Profile, User } from "./user.ts";
import type { UserStore } from "./user-store.ts";

/** What adding a user needs from outside. */
export interface AddUserPorts {
  readonly store: UserStore;
  readonly ids: IdSource;
  readonly clock: Clock;
}

/** Stores a new user, under `id` when it is not empty. Throws EMAIL_TAKEN, ID_TAKEN, INVALID_EMAIL, INVALID_TEXT. */
export async function addUser(ports: AddUserPorts, draft: Profile, id = ""): Promise<User> {
  const profile = checkProfile(draft);
  checkText("id", id);
  const at = ports.clock.now();
  const user = { ...profile, id: id || ports.ids.newId(), revision: 1, createdAt: at, updatedAt: at };
  await ports.store.transact(async (users) => {
    if (await users.findByEmail(user.email)) throw emailTaken();
    if (await users.findById(user.id)) throw idTaken();
    await users.apply({ kind: "added", user, at });
  });
  return user;
}
