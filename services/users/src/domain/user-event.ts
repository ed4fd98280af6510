import type { User } from "./user.ts";

/**
 * What happened to a user, with the user as it is afterwards (`removed`: as it was). Stores change by nothing else, so
 * whoever must see every change in its own transaction (outbox, history) stands in {@link UserTransaction.apply}.
 * A `seeded` user is sample data: stored like an added one, but nobody is to be welcomed.
 */
export interface UserEvent {
  readonly kind: "added" | "seeded" | "changed" | "removed";
  readonly user: User;
  readonly at: Date;
}
