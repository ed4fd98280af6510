import { foldText } from "@flotilla/chassis/listing";
import { emptyNameQuery, invalidAgeRange, invalidText } from "./faults.ts";
import type { User } from "./user.ts";
import type { Cursor, UserReader } from "./user-store.ts";

/** Which users are looked for: those that pass every filter that is there. */
export interface UserFilter {
  readonly name?: string | undefined;
  readonly ageFrom?: number | undefined;
  readonly ageTo?: number | undefined;
}

/** A part of a listing. */
export interface UserPage {
  readonly users: User[];
  /** Where the next page goes on; absent on the last. */
  readonly next?: Cursor;
}

/** Longer than any "first last", accents included. */
const maxNameQueryLength = 4096;

/**
 * All users that pass the filter: by age and then email when an age is asked for, else by email.
 * Throws EMPTY_NAME_QUERY, INVALID_TEXT or INVALID_AGE_RANGE.
 */
export async function findUsers(users: UserReader, filter: UserFilter): Promise<User[]> {
  return await users.list(toQuery(filter));
}

/** Like {@link findUsers}, `size` users at a time. */
export async function pageUsers(
  users: UserReader,
  filter: UserFilter,
  page: { readonly size: number; readonly after?: Cursor | undefined },
): Promise<UserPage> {
  const found = await users.list({ ...toQuery(filter), after: page.after, limit: page.size + 1 });
  const kept = found.slice(0, page.size);
  const last = kept.at(-1);
  return found.length > page.size && last
    ? { users: kept, next: { age: last.age, email: last.email } }
    : { users: kept };
}

function toQuery(filter: UserFilter) {
  const { ageFrom, ageTo } = filter;
  if (ageFrom !== undefined && ageTo !== undefined && ageFrom > ageTo) throw invalidAgeRange();
  const order = ageFrom === undefined && ageTo === undefined ? "email" : "age";
  return { name: filter.name === undefined ? undefined : toNameQuery(filter.name), ageFrom, ageTo, order } as const;
}

function toNameQuery(text: string): string {
  if (text.length > maxNameQueryLength) throw invalidText("name", "name query is too long");
  const name = foldText(text);
  if (name === "") throw emptyNameQuery();
  return name;
}
