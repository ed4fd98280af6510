import type { User } from "@flotilla/contract/flotilla/users/v1/users";
import { invalidUpdateMask } from "../domain/faults.ts";
import type { Profile } from "../domain/user.ts";
import { fromUserMessage } from "./user-message.ts";

const fields: Readonly<Record<string, keyof Profile>> = {
  email: "email",
  first_name: "firstName",
  last_name: "lastName",
  age: "age",
  phone: "phone",
  address: "address",
};

/**
 * The fields of `user` that an update changes (https://google.aip.dev/134): those that the mask names, all for `*`, and
 * those that are not empty without a mask. Throws INVALID_UPDATE_MASK for a path that cannot be changed.
 */
export function applyUpdateMask(user: User, paths: readonly string[] = []): Partial<Profile> {
  const profile = fromUserMessage(user);
  if (paths.length === 0) return pick(profile, (_, value) => value !== "" && value !== 0);
  if (paths.length === 1 && paths[0] === "*") return profile;
  const named = new Set(paths.map(toField));
  return pick(profile, (field) => named.has(field));
}

function toField(path: string): keyof Profile {
  const field = Object.hasOwn(fields, path) ? fields[path] : undefined;
  if (field) return field;
  const shown = JSON.stringify(path.slice(0, 64));
  throw invalidUpdateMask(`${shown} cannot be updated; the mask may name ${Object.keys(fields).join(", ")}, or be "*"`);
}

function pick(profile: Profile, isWanted: (field: keyof Profile, value: unknown) => boolean): Partial<Profile> {
  const wanted = Object.entries(profile).filter(([field, value]) => isWanted(field as keyof Profile, value));
  return Object.fromEntries(wanted);
}
