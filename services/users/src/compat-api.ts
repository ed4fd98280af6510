import { type Call, implement, type Logger, type Service } from "@flotilla/chassis";
import { UserService } from "@flotilla/contract/user/user";
import { success, toStatus } from "./compat/old-status.ts";
import { fromOldUser, toOldUser } from "./compat/old-user.ts";
import type { Refusals } from "./compat/refusals.ts";
import { type AddUserPorts, addUser } from "./domain/add-user.ts";
import { emailNotFound, missingAgeRange, missingUser } from "./domain/faults.ts";
import { findUsers, type UserFilter } from "./domain/find-users.ts";

/** What the old contract needs from outside. */
export interface CompatPorts extends AddUserPorts {
  readonly log: Logger;
  readonly refusals: Refusals;
}

/**
 * user.UserService, the contract of system 003, over the domain. Faults that it knew end gRPC OK with a Status inside,
 * and their reason on the call; what it answered with a crash or an Unknown ends as a gRPC error.
 */
export function createCompatApi(ports: CompatPorts): Service {
  const { store, log, refusals } = ports;
  const refuse = (thrown: unknown, call: Call, operation: string) => toStatus(thrown, operation, { call, refusals });

  async function search(call: Call, operation: string, filter: UserFilter) {
    try {
      return { status: success, users: (await findUsers(store, filter)).map(toOldUser) };
    } catch (thrown) {
      return { status: refuse(thrown, call, operation) };
    }
  }

  return implement(UserService, {
    async create({ user }, call) {
      log.info({ email: user && cut(user.email) }, "create request received");
      if (!user) throw missingUser("user");
      if (!user.name) throw missingUser("user.name");
      try {
        return { status: success, user: toOldUser(await addUser(ports, fromOldUser(user), user.id)) };
      } catch (thrown) {
        return { status: refuse(thrown, call, `creating user, email=${cut(user.email)}`), user: {} };
      }
    },

    list: (_, call) => search(call, "listing users", {}),

    async getByEmail({ email }, call) {
      try {
        const user = await store.findByEmail(email);
        if (!user) throw emailNotFound(email);
        return { status: success, user: toOldUser(user) };
      } catch (thrown) {
        return { status: refuse(thrown, call, `getting user by email, email=${cut(email)}`), user: {} };
      }
    },

    searchName: ({ query }, call) => search(call, `searching users by name, query=${cut(query)}`, { name: query }),

    async searchAge({ ageRange }, call) {
      const operation = `searching users by age, from=${ageRange?.from} to=${ageRange?.toIncluded}`;
      if (!ageRange) return { status: refuse(missingAgeRange(), call, operation) };
      return search(call, operation, { ageFrom: ageRange.from, ageTo: ageRange.toIncluded });
    },
  });
}

/** As much of a caller's text as a log line or an error should hold. */
function cut(text: string): string {
  return text.slice(0, 254);
}
