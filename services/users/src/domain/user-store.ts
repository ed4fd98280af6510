import type { User } from "./user.ts";
import type { UserEvent } from "./user-event.ts";

/** Where a listing goes on: after the user with this age and email. */
export type Cursor = Pick<User, "age" | "email">;

/** Which users, in which order. Absent bounds do not bound. */
export interface UserQuery {
  /** A part of "first last", folded by `foldText`. */
  readonly name?: string | undefined;
  readonly ageFrom?: number | undefined;
  readonly ageTo?: number | undefined;
  /** By email in byte order, or by age and then email. */
  readonly order: "email" | "age";
  readonly after?: Cursor | undefined;
  readonly limit?: number | undefined;
}

/** What can be asked of users. Absent is `undefined`. */
export interface UserReader {
  findById(id: string): Promise<User | undefined>;
  /** Compares by {@link emailKey}. */
  findByEmail(email: string): Promise<User | undefined>;
  list(query: UserQuery): Promise<User[]>;
}

/** Users inside one transaction: sees its own changes, nobody else does before it commits. */
export interface UserTransaction extends UserReader {
  /** Makes the event true. The caller has checked that id and email are free. */
  apply(event: UserEvent): Promise<void>;
}

/** What runs inside a transaction. */
export type Work<T> = (users: UserTransaction) => Promise<T>;

/** Keeps users. Readers outside of a transaction see committed users only. */
export interface UserStore extends UserReader {
  /** Runs `work` all or nothing, one after the other: what it throws undoes what it did. */
  transact<T>(work: Work<T>): Promise<T>;
  /** Like `transact`, but does nothing when work of this name has ever been committed. Tells whether it ran. */
  once(name: string, work: Work<void>): Promise<boolean>;
}
