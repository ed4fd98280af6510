import { implement, type Service } from "@flotilla/chassis";
import { UserService } from "@flotilla/contract/user/user";
import { toGetByEmailResp, userMessages } from "../../peers/node/user-messages.ts";
import { notMeasured } from "./refuse.ts";

/** The one rpc of `user.UserService` that is measured. */
export function createCompatibleApi(): Service {
  const users = userMessages();
  return implement(UserService, {
    getByEmail: ({ email }) => toGetByEmailResp(users, email),
    create: notMeasured,
    list: notMeasured,
    searchName: notMeasured,
    searchAge: notMeasured,
  });
}
