import type { ClientConfig } from "pg";
import { type Migration, migrate } from "./migration.ts";

/**
 * Brings a schema up to date, over a connection of its own and in one transaction, which only one process at a time can be
 * in. Statements that PostgreSQL runs in no transaction, such as `create index concurrently`, are none for a migration.
 */
export async function migratePostgres(
  config: ClientConfig,
  schema: string,
  migrations: readonly Migration[],
): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ ...config, statement_timeout: 0, idle_in_transaction_session_timeout: 60_000 });
  // A connection that breaks between two statements says so to the next one as well.
  client.on("error", () => undefined);
  const exec = (sql: string) => client.query(sql);
  const list = async (sql: string) => (await client.query(sql)).rows;
  try {
    await client.connect();
    await exec("begin");
    await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`migration of ${schema}`]);
    await exec(`create schema if not exists ${client.escapeIdentifier(schema)}`);
    await migrate({ engine: "postgres", exec, list }, migrations);
    await exec("commit");
  } finally {
    await client.end().catch(() => undefined);
  }
}
