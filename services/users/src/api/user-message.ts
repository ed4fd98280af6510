import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { User as UserMessage, UserSchema } from "@flotilla/contract/flotilla/users/v1/users";
import type { Profile, User } from "../domain/user.ts";

/** The modern contract's user. */
export function toUserMessage(user: User): MessageInitShape<typeof UserSchema> {
  const { createdAt, updatedAt, revision, ...same } = user;
  return {
    ...same,
    createTime: timestampFromDate(createdAt),
    updateTime: timestampFromDate(updatedAt),
    etag: String(revision),
  };
}

/** What the caller may say of a user; id, times and etag are the server's. */
export function fromUserMessage({ email, firstName, lastName, age, phone, address }: UserMessage): Profile {
  return { email, firstName, lastName, age, phone, address };
}

/** The revision that an etag stands for; absent when it is empty. One that is not ours matches no revision. */
export function parseEtag(etag: string): number | undefined {
  if (etag === "") return undefined;
  return /^\d{1,15}$/.test(etag) ? Number(etag) : -1;
}
