import { type Call, implement, type Logger, type Service } from "@flotilla/chassis";
import { UserService } from "@flotilla/contract/user/user";
import { success, toStatus } from "./compat/old-status.ts";
import { fromOldUser, toOldUser } from "./compat/old-user.ts";
import type { Refusals } from "./compat/refusals.ts";
import { type AddUserPorts, addUser } from "./domain/add-user.ts";
import { emailNotFound, missingAgeRange, missingUser } from "./domain/faults.ts";
import { findUsers, type UserFilter } from "./domain/find-users.ts";

/** Most of a caller's text that goes into a log line or an error. */
const maxShown = 254;

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

  async function search(call: Call, operation: string, filter: UserFilter) {
    try {
      return { status: success, users: (await findUsers(store, filter)).map(toOldUser) };
    } catch (thrown) {
      return { status: toStatus(thrown, operation, { call, refusals }) };
    }
  }

  return implement(UserService, {
    async create({ user }, call) {
      log.info({ email: user?.email.slice(0, maxShown) }, "create request received");
      if (!user) throw missingUser("user");
      if (!user.name) throw missingUser("user.name");
      try {
        return { status: success, user: toOldUser(await addUser(ports, fromOldUser(user), user.id)) };
      } catch (thrown) {
        return {
          status: toStatus(thrown, `creating user, email=${user.email.slice(0, maxShown)}`, { call, refusals }),
          user: {},
        };
      }
    },

    list: (_, call) => search(call, "listing users", {}),

    async getByEmail({ email }, call) {
      try {
        const user = await store.findByEmail(email);
        if (!user) throw emailNotFound(email);
        return { status: success, user: toOldUser(user) };
      } catch (thrown) {
        return {
          status: toStatus(thrown, `getting user by email, email=${email.slice(0, maxShown)}`, { call, refusals }),
          user: {},
        };
      }
    },

    searchName: ({ query }, call) =>
      search(call, `searching users by name, query=${query.slice(0, maxShown)}`, { name: query }),

    async searchAge({ ageRange }, call) {
      if (!ageRange) return { status: toStatus(missingAgeRange(), "searching users by age", { call, refusals }) };
      const { from, toIncluded } = ageRange;
      const operation = `searching users by age, from=${from} to=${toIncluded}`;
      return search(call, operation, { ageFrom: from, ageTo: toIncluded });
    },
  });
}
