import type { ChangeUserPorts } from "./change-user.ts";
import { userChanged, userNotFound } from "./faults.ts";

/** Removes a user, if it still has `revision` when one is given. Throws USER_NOT_FOUND or USER_CHANGED. */
export async function removeUser(ports: ChangeUserPorts, id: string, revision?: number): Promise<void> {
  await ports.store.transact(async (users) => {
    const user = await users.findById(id);
    if (!user) throw userNotFound(id);
    if (revision !== undefined && revision !== user.revision) throw userChanged();
    await users.apply({ kind: "removed", user, at: ports.clock.now() });
  });
}
