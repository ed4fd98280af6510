import type { MessageInitShape } from "@bufbuild/protobuf";
import type { User as UserMessage, UserSchema } from "@flotilla/contract/user/user";
import type { Profile, User } from "../domain/user.ts";

/** The old contract's user. */
export function toOldUser(user: User): MessageInitShape<typeof UserSchema> {
  const { id, age, email, phone, address, firstName, lastName } = user;
  return { id, age, name: { first: firstName, last: lastName }, email, phone, address };
}

/** The profile that an old message holds; without a name, both names are empty. */
export function fromOldUser({ age, name, email, phone, address }: UserMessage): Profile {
  return { email, firstName: name?.first ?? "", lastName: name?.last ?? "", age, phone, address };
}
