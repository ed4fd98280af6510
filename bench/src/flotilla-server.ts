// The Flotilla target: both user services over one map in memory, put together as any service is.

import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Fault, implement, type Module, main } from "@flotilla/chassis";
import { UserSchema, UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import { UserService } from "@flotilla/contract/user/user";
import { toGetByEmailResp, userMessages } from "../peers/node/user-messages.ts";
import { sampleUsers } from "./sample-users.ts";

await main({ name: "users", defaultPort: 8000, fields: {}, env: process.env, create: createBenchUsers });

function createBenchUsers(): Module {
  return { name: "users", services: [createModernApi(), createCompatibleApi()], parts: [] };
}

function createModernApi() {
  const users = new Map(
    sampleUsers().map(({ createTime, updateTime, ...user }) => [
      user.id,
      create(UserSchema, {
        ...user,
        createTime: timestampFromDate(createTime),
        updateTime: timestampFromDate(updateTime),
      }),
    ]),
  );
  return implement(UsersService, {
    getUser: ({ id }) => users.get(id) ?? refuse("not_found", "no user has this id"),
    createUser: notMeasured,
    getUserByEmail: notMeasured,
    listUsers: notMeasured,
    updateUser: notMeasured,
    deleteUser: notMeasured,
  });
}

function createCompatibleApi() {
  const users = userMessages();
  return implement(UserService, {
    getByEmail: ({ email }) => toGetByEmailResp(users, email),
    create: notMeasured,
    list: notMeasured,
    searchName: notMeasured,
    searchAge: notMeasured,
  });
}

function notMeasured(): never {
  return refuse("unimplemented", "the bench measures only the reading of one user");
}

function refuse(code: "not_found" | "unimplemented", message: string): never {
  throw new Fault({ code, reason: code.toUpperCase(), message });
}
