import type { User } from "../domain/user.ts";
import type { UserEvent } from "../domain/user-event.ts";
import type { UserQuery, UserStore, UserTransaction, Work } from "../domain/user-store.ts";
import { Turnstile } from "./turnstile.ts";
import { UserTable } from "./user-table.ts";

/** Users in memory, lost when the process ends. A transaction works on a table of its own over the committed one. */
export class MemoryUserStore implements UserStore {
  readonly name = "user store (memory)";
  readonly #users = new UserTable();
  readonly #done = new Set<string>();
  readonly #turnstile = new Turnstile();

  async findById(id: string): Promise<User | undefined> {
    return this.#users.get(id);
  }

  async findByEmail(email: string): Promise<User | undefined> {
    return this.#users.getByEmail(email);
  }

  async list(query: UserQuery): Promise<User[]> {
    return this.#users.list(query);
  }

  transact<T>(work: Work<T>): Promise<T> {
    return this.#turnstile.run(() => this.#transact(work));
  }

  once(name: string, work: Work<void>): Promise<boolean> {
    return this.#turnstile.run(async () => {
      if (this.#done.has(name)) return false;
      await this.#transact(work);
      this.#done.add(name);
      return true;
    });
  }

  async #transact<T>(work: Work<T>): Promise<T> {
    const changes = new UserTable(this.#users);
    const result = await work(new MemoryTransaction(changes));
    changes.settle();
    return result;
  }
}

class MemoryTransaction implements UserTransaction {
  readonly #changes: UserTable;

  constructor(changes: UserTable) {
    this.#changes = changes;
  }

  async findById(id: string): Promise<User | undefined> {
    return this.#changes.get(id);
  }

  async findByEmail(email: string): Promise<User | undefined> {
    return this.#changes.getByEmail(email);
  }

  async list(query: UserQuery): Promise<User[]> {
    return this.#changes.list(query);
  }

  async apply({ kind, user }: UserEvent): Promise<void> {
    if (kind === "removed") this.#changes.remove(user.id);
    else this.#changes.put(user);
  }
}
