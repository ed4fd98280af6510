import { create } from "@bufbuild/protobuf";
import { type GetByEmailResp, GetByEmailRespSchema, Status_StatusCode, UserSchema } from "@flotilla/contract/user/user";
import { sampleUsers } from "../../src/sample-users.ts";

/** The sample users as messages of `user.proto`, found by email. */
export function userMessages() {
  return new Map(
    sampleUsers().map(({ id, age, firstName, lastName, email, phone, address }) => [
      email,
      create(UserSchema, { id, age, name: { first: firstName, last: lastName }, email, phone, address }),
    ]),
  );
}

/** The answer of GetByEmail as system 003 gives it. */
export function toGetByEmailResp(users: ReturnType<typeof userMessages>, email: string): GetByEmailResp {
  const user = users.get(email);
  if (user) return create(GetByEmailRespSchema, { status: { code: Status_StatusCode.SUCCESS }, user });
  const msg = `the email ${email} cannot be found`;
  return create(GetByEmailRespSchema, { status: { code: Status_StatusCode.INVALID_QUERY, msg }, user: {} });
}
