import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { emailKey } from "../domain/email.ts";
import { searchedName } from "../domain/searched-name.ts";
import type { User } from "../domain/user.ts";
import type { UserEvent } from "../domain/user-event.ts";
import type { UserQuery, UserTransaction } from "../domain/user-store.ts";
import { attempt } from "./sqlite-fault.ts";

/** The users of one connection: what it reads and writes is part of that connection's transaction, if it is in one. */
export class SqliteUsers implements UserTransaction {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async findById(id: string): Promise<User | undefined> {
    return this.#find("SELECT * FROM user WHERE id = ?", id);
  }

  async findByEmail(email: string): Promise<User | undefined> {
    return this.#find("SELECT * FROM user WHERE email_key = ?", emailKey(email));
  }

  async list(query: UserQuery): Promise<User[]> {
    const { sql, values } = toSelect(query);
    return attempt(() => this.#prepare(sql).all(...values)).map(toUser);
  }

  async apply({ kind, user }: UserEvent): Promise<void> {
    if (kind === "removed") this.#run("DELETE FROM user WHERE id = ?", user.id);
    else this.#run(upsert, ...toValues(user));
  }

  #find(sql: string, key: string): User | undefined {
    const row = attempt(() => this.#prepare(sql).get(key));
    return row && toUser(row);
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    attempt(() => this.#prepare(sql).run(...values));
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

const columns = [
  ...["id", "email", "email_key", "first_name", "last_name", "searched_name"],
  ...["age", "phone", "address", "revision", "created_ms", "updated_ms"],
];

const upsert = `INSERT INTO user (${columns}) VALUES (${columns.map(() => "?")})
  ON CONFLICT (id) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`)}`;

function toValues(user: User): SQLInputValue[] {
  const { id, email, firstName, lastName, age, phone, address, revision, createdAt, updatedAt } = user;
  const times = [createdAt.getTime(), updatedAt.getTime()];
  return [
    ...[id, email, emailKey(email), firstName, lastName, searchedName(user)],
    ...[age, phone, address, revision, ...times],
  ];
}

function toUser(row: Record<string, SQLOutputValue>): User {
  return {
    id: String(row["id"]),
    email: String(row["email"]),
    firstName: String(row["first_name"]),
    lastName: String(row["last_name"]),
    age: Number(row["age"]),
    phone: String(row["phone"]),
    address: String(row["address"]),
    revision: Number(row["revision"]),
    createdAt: new Date(Number(row["created_ms"])),
    updatedAt: new Date(Number(row["updated_ms"])),
  };
}

function toSelect(query: UserQuery): { readonly sql: string; readonly values: SQLInputValue[] } {
  const { name, ageFrom, ageTo, order, after, limit } = query;
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const where = (condition: string, ...given: (SQLInputValue | undefined)[]) => {
    const known = given.filter((value) => value !== undefined);
    if (known.length < given.length) return;
    conditions.push(condition);
    values.push(...known);
  };
  where("age >= ?", ageFrom);
  where("age <= ?", ageTo);
  if (order === "email") where("email > ?", after?.email);
  else where("(age, email) > (?, ?)", after?.age, after?.email);
  where("instr(searched_name, ?) > 0", name);
  const filter = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
  const by = order === "email" ? "email" : "age, email";
  return { sql: `SELECT * FROM user ${filter} ORDER BY ${by} LIMIT ?`, values: [...values, limit ?? -1] };
}
