import { emailKey } from "../domain/email.ts";
import { searchedName } from "../domain/searched-name.ts";
import type { User } from "../domain/user.ts";
import type { Cursor, UserQuery } from "../domain/user-store.ts";
import { compareBytes } from "./compare-bytes.ts";

interface Row {
  readonly user: User;
  readonly name: string;
}

/** Users in memory, found by id, by email and in order. A table over another sees it through its own changes. */
export class UserTable {
  readonly #below: UserTable | undefined;
  readonly #rows = new Map<string, Row | undefined>();
  readonly #ids = new Map<string, string | undefined>();
  #sorted: Partial<Record<UserQuery["order"], Row[]>> = {};

  constructor(below?: UserTable) {
    this.#below = below;
  }

  get(id: string): User | undefined {
    return this.#row(id)?.user;
  }

  getByEmail(email: string): User | undefined {
    const id = this.#id(emailKey(email));
    return id === undefined ? undefined : this.get(id);
  }

  list({ name, ageFrom = -Infinity, ageTo = Infinity, order, after, limit }: UserQuery): User[] {
    const found: User[] = [];
    for (const row of this.#inOrder(order)) {
      if (found.length === limit) break;
      const { user } = row;
      if (user.age < ageFrom || user.age > ageTo) continue;
      if (name !== undefined && !row.name.includes(name)) continue;
      if (after && comparisons[order](user, after) <= 0) continue;
      found.push(user);
    }
    return found;
  }

  put(user: User): void {
    this.remove(user.id);
    this.#rows.set(user.id, { user, name: searchedName(user) });
    this.#ids.set(emailKey(user.email), user.id);
  }

  remove(id: string): void {
    this.#sorted = {};
    const user = this.get(id);
    if (!user) return;
    forget(this.#rows, id, this.#below);
    forget(this.#ids, emailKey(user.email), this.#below);
  }

  /** Moves this table's changes into the one below. All that changed leaves before it comes back: emails may swap. */
  settle(): void {
    const below = this.#below;
    if (!below) return;
    for (const id of this.#rows.keys()) below.remove(id);
    for (const row of this.#rows.values()) if (row) below.put(row.user);
  }

  #row(id: string): Row | undefined {
    if (this.#rows.has(id) || !this.#below) return this.#rows.get(id);
    return this.#below.#row(id);
  }

  #id(key: string): string | undefined {
    if (this.#ids.has(key) || !this.#below) return this.#ids.get(key);
    return this.#below.#id(key);
  }

  *#all(): Iterable<Row> {
    for (const row of this.#rows.values()) if (row) yield row;
    if (!this.#below) return;
    for (const row of this.#below.#all()) if (!this.#rows.has(row.user.id)) yield row;
  }

  #inOrder(order: UserQuery["order"]): Row[] {
    this.#sorted[order] ??= [...this.#all()].sort((a, b) => comparisons[order](a.user, b.user));
    return this.#sorted[order];
  }
}

const byEmail = (a: Cursor, b: Cursor) => compareBytes(a.email, b.email);

const comparisons = { email: byEmail, age: (a: Cursor, b: Cursor) => a.age - b.age || byEmail(a, b) };

/** What is gone from an upper table must hide what lies below; at the bottom nothing has to stay. */
function forget(map: Map<string, unknown>, key: string, below: UserTable | undefined): void {
  if (below) map.set(key, undefined);
  else map.delete(key);
}
