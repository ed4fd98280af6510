import type { Awaitable } from "../handler.ts";
import type { SqlEngine } from "./sql-database.ts";

/** A step of a schema. Steps are never edited once released; new ones are added at the end. */
export interface Migration {
  /** Unique for ever, such as `students/1`: it is what the database remembers. */
  readonly name: string;
  readonly sql: string | Readonly<Record<SqlEngine, string>>;
}

/** A database within a transaction that no other process can be in at the same time. */
export interface MigrationSession {
  readonly engine: SqlEngine;
  /** Runs any number of statements. */
  exec(sql: string): Awaitable<unknown>;
  list(sql: string): Awaitable<readonly unknown[]>;
}

/** The schema is from a newer release: this one would not know what it does there. */
export class NewerSchemaError extends Error {
  override readonly name = "NewerSchemaError";
}

/** Runs the migrations that the database has not seen, in order. Throws a NewerSchemaError when it has seen others. */
export async function migrate(session: MigrationSession, migrations: readonly Migration[]): Promise<void> {
  const number = session.engine === "sqlite" ? "integer" : "bigint";
  await session.exec(`create table if not exists migration (name text primary key, applied_ms ${number} not null)`);
  const rows = (await session.list("select name from migration")) as readonly { readonly name: string }[];
  const applied = new Set(rows.map(({ name }) => name));
  assertKnown(applied, migrations);
  for (const { name, sql } of migrations) {
    if (applied.has(name)) continue;
    await session.exec(typeof sql === "string" ? sql : sql[session.engine]);
    await session.exec(`insert into migration values ('${name.replaceAll("'", "''")}', ${Date.now()})`);
  }
}

function assertKnown(applied: ReadonlySet<string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = [...applied].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new NewerSchemaError(`the schema is from a newer release: this one does not know ${unknown.join(", ")}`);
}
