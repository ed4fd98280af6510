import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { implement, type Service } from "@flotilla/chassis";
import { type User, UserSchema, UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import type { SampleUser } from "../sample-users.ts";
import { UserRing } from "../user-ring.ts";
import { notMeasured, refuse } from "./refuse.ts";

/** Reading and adding a user, as `flotilla.users.v1.UsersService` does both. */
export function createUsersApi(): Service {
  const users = new UserRing(toUserMessage);
  return implement(UsersService, {
    getUser: ({ id }) => users.find(id) ?? refuse("not_found", "no user has this id"),
    createUser({ user }, call) {
      const added = users.add(user ?? refuse("invalid_argument", "give a user"));
      call.setHeader("location", `/v1/users/${added.id}`);
      return added;
    },
    getUserByEmail: notMeasured,
    listUsers: notMeasured,
    updateUser: notMeasured,
    deleteUser: notMeasured,
  });
}

/** No user of the bench is ever changed. */
function toUserMessage(user: SampleUser): User {
  const stored = timestampFromDate(user.createTime);
  return create(UserSchema, { ...user, createTime: stored, updateTime: stored });
}
