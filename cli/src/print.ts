import type { User } from "@flotilla/contract/user/user";
import type { CommandContext } from "./command.ts";
import { formatUser, toUserJson } from "./format-user.ts";

/** Prints one user as a line, or as a JSON object. */
export function printUser(user: User, { settings, stdout, paint }: CommandContext): void {
  stdout.write(settings.output === "json" ? `${toJson(toUserJson(user))}\n` : `${formatUser(user, paint)}\n`);
}

/** Prints users line by line, or as one JSON array. Nothing found prints nothing, or `[]`. */
export function printUsers(users: readonly User[], { settings, stdout, paint }: CommandContext): void {
  if (settings.output === "json") stdout.write(`${toJson(users.map(toUserJson))}\n`);
  else stdout.write(users.map((user) => `${formatUser(user, paint)}\n`).join(""));
}

function toJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
