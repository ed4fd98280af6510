import { type Call, implement, type Service } from "@flotilla/chassis";
import { UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import { formatPageToken, parsePageToken } from "./api/page-token.ts";
import { applyUpdateMask } from "./api/update-mask.ts";
import { fromUserMessage, parseEtag, toUserMessage } from "./api/user-message.ts";
import { type AddUserPorts, addUser } from "./domain/add-user.ts";
import { changeUser } from "./domain/change-user.ts";
import { emailNotFound, missingUser, userNotFound } from "./domain/faults.ts";
import { pageUsers } from "./domain/find-users.ts";
import { removeUser } from "./domain/remove-user.ts";

const defaultPageSize = 50;
const maxPageSize = 1000;

/** UsersService over the domain. */
export function createUsersApi(ports: AddUserPorts): Service {
  const { store } = ports;
  return implement(UsersService, {
    async createUser({ user }, call) {
      if (!user) throw missingUser("user");
      const added = await addUser(ports, fromUserMessage(user));
      nameLocation(call, added.id);
      return toUserMessage(added);
    },

    async getUser({ id }) {
      const user = await store.findById(id);
      if (!user) throw userNotFound(id);
      return toUserMessage(user);
    },

    async getUserByEmail({ email }) {
      const user = await store.findByEmail(email);
      if (!user) throw emailNotFound(email);
      return toUserMessage(user);
    },

    async listUsers({ name, ageFrom, ageTo, pageSize, pageToken }) {
      const filter = { name, ageFrom, ageTo };
      const size = Math.min(pageSize || defaultPageSize, maxPageSize);
      const { users, next } = await pageUsers(store, filter, { size, after: parsePageToken(filter, pageToken) });
      return { users: users.map(toUserMessage), nextPageToken: formatPageToken(filter, next) };
    },

    async updateUser({ user, updateMask }) {
      if (!user) throw missingUser("user");
      const fields = applyUpdateMask(user, updateMask?.paths);
      return toUserMessage(await changeUser(ports, { id: user.id, fields, revision: parseEtag(user.etag) }));
    },

    async deleteUser({ id, etag }) {
      await removeUser(ports, id, parseEtag(etag));
      return {};
    },
  });
}

/** RFC 9110 §15.3.2: 201 names what was made. */
function nameLocation(call: Call, id: string): void {
  if (call.transport === "rest") call.setHeader("location", `/v1/users/${encodeURIComponent(id)}`);
}
