import { checkProfile } from "./check-profile.ts";
import type { Clock } from "./clock.ts";
import { emailTaken, userChanged, userNotFound } from "./faults.ts";
import { type Profile, profileFields, type User } from "./user.ts";
import type { UserStore } from "./user-store.ts";

/** What changing a user needs from outside. */
export interface ChangeUserPorts {
  readonly store: UserStore;
  readonly clock: Clock;
}

/** Which user to change, and how. */
export interface Change {
  readonly id: string;
  /** Fields that are absent stay as they are. */
  readonly fields: Partial<Profile>;
  /** When given, the user must still have this revision. */
  readonly revision?: number | undefined;
}

/**
 * Changes some fields of a user. A change that changes nothing keeps the revision. Throws USER_NOT_FOUND, USER_CHANGED,
 * EMAIL_TAKEN, INVALID_EMAIL, INVALID_TEXT.
 */
export async function changeUser(ports: ChangeUserPorts, change: Change): Promise<User> {
  return await ports.store.transact(async (users) => {
    const before = await users.findById(change.id);
    if (!before) throw userNotFound(change.id);
    if (change.revision !== undefined && change.revision !== before.revision) throw userChanged();
    const profile = checkProfile({ ...before, ...change.fields });
    if (isSame(before, profile)) return before;
    const holder = await users.findByEmail(profile.email);
    if (holder && holder.id !== before.id) throw emailTaken();
    const at = ports.clock.now();
    const user = { ...before, ...profile, revision: before.revision + 1, updatedAt: at };
    await users.apply({ kind: "changed", user, at });
    return user;
  });
}

function isSame(before: Profile, after: Profile): boolean {
  return profileFields.every((field) => before[field] === after[field]);
}
