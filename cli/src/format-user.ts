import type { User } from "@flotilla/contract/user/user";
import { type Paint, toPrintable } from "./terminal.ts";

/** The line of system 003: `First Last <email> (AGE years old, address: ADDRESS)`. */
export function formatUser(user: User, paint: Paint): string {
  const first = paint.name(toPrintable(user.name?.first ?? ""));
  const last = paint.name(toPrintable(user.name?.last ?? ""));
  const email = paint.email(toPrintable(user.email));
  return `${first} ${last} <${email}> (${user.age} years old, address: ${toPrintable(user.address)})`;
}

/** The user as `--output=json` shows it. */
export function toUserJson(user: User): Record<string, unknown> {
  const { id, age, email, phone, address, name } = user;
  return { id, age, name: { first: name?.first ?? "", last: name?.last ?? "" }, email, phone, address };
}
