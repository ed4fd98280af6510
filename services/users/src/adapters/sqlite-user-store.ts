import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { User } from "../domain/user.ts";
import type { UserQuery, UserStore, Work } from "../domain/user-store.ts";
import { attempt } from "./sqlite-fault.ts";
import { migrate } from "./sqlite-schema.ts";
import { SqliteUsers } from "./sqlite-users.ts";
import { Turnstile } from "./turnstile.ts";

/** What a SqliteUserStore can be told. */
export interface SqliteUserStoreOptions {
  /** How long a write waits, with the process, for another one that writes the same file: 1000 unless said. */
  readonly busyTimeoutMs?: number;
}

/**
 * Users in one SQLite file. Transactions run on a connection of their own, one at a time, so readers on the other
 * connection see committed users only. A commit is on the disk before it is answered.
 */
export class SqliteUserStore implements UserStore {
  readonly name = "user store (sqlite)";
  readonly #path: string;
  readonly #timeout: number;
  readonly #turnstile = new Turnstile();
  #writing!: DatabaseSync;
  #reading!: DatabaseSync;
  #written!: SqliteUsers;
  #committed!: SqliteUsers;

  constructor(path: string, { busyTimeoutMs = 1000 }: SqliteUserStoreOptions = {}) {
    this.#path = path;
    this.#timeout = busyTimeoutMs;
  }

  /** Opens the file, with its folder and schema where they are missing. */
  async start(): Promise<void> {
    try {
      this.#open();
    } catch (cause) {
      throw new Error(`cannot open the users database ${this.#path}: ${(cause as Error).message}`, { cause });
    }
  }

  /** Waits for the transactions that have begun, then closes the file. */
  async stop(): Promise<void> {
    await this.#turnstile.run(async () => {
      this.#reading.close();
      this.#writing.close();
    });
  }

  /** Throws STORE_FAILED or STORE_BUSY when the file cannot be read. */
  check(): void {
    attempt(() => this.#reading.exec("SELECT 1 FROM user LIMIT 1"));
  }

  findById(id: string): Promise<User | undefined> {
    return this.#committed.findById(id);
  }

  findByEmail(email: string): Promise<User | undefined> {
    return this.#committed.findByEmail(email);
  }

  list(query: UserQuery): Promise<User[]> {
    return this.#committed.list(query);
  }

  transact<T>(work: Work<T>): Promise<T> {
    return this.#turnstile.run(() => this.#transact(work));
  }

  once(name: string, work: Work<void>): Promise<boolean> {
    return this.transact(async (users) => {
      const note = attempt(() => this.#writing.prepare("INSERT OR IGNORE INTO done_once VALUES (?)").run(name));
      if (note.changes === 0) return false;
      await work(users);
      return true;
    });
  }

  #open(): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    this.#writing = new DatabaseSync(this.#path, { timeout: this.#timeout });
    this.#writing.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    migrate(this.#writing);
    this.#reading = new DatabaseSync(this.#path, { timeout: this.#timeout, readOnly: true });
    this.#written = new SqliteUsers(this.#writing);
    this.#committed = new SqliteUsers(this.#reading);
  }

  async #transact<T>(work: Work<T>): Promise<T> {
    attempt(() => this.#writing.exec("BEGIN IMMEDIATE"));
    try {
      const result = await work(this.#written);
      attempt(() => this.#writing.exec("COMMIT"));
      return result;
    } catch (cause) {
      if (this.#writing.isTransaction) this.#writing.exec("ROLLBACK");
      throw cause;
    }
  }
}
