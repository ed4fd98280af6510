import { type RawBuilder, sql } from "kysely";
import type { SqlEngine } from "./sql-database.ts";

/** Types of columns that rows are made of; PostgreSQL's names. */
export type SqlType = "text" | "bigint" | "bytea" | "boolean" | "jsonb";

/**
 * Rows to insert: what comes after `insert into t (a, b)`. In PostgreSQL they are one array per column, so that the statement
 * is the same, and prepared once, for any number of rows. They are inserted in their order.
 */
export function toRows(
  engine: SqlEngine,
  types: readonly SqlType[],
  rows: readonly (readonly unknown[])[],
): RawBuilder<unknown> {
  if (engine === "sqlite") return sql`values ${sql.join(rows.map((row) => sql`(${sql.join(row)})`))}`;
  const columns = types.map((type, index) => sql`${rows.map((row) => row[index])}::${sql.raw(type)}[]`);
  return sql`select * from unnest(${sql.join(columns)})`;
}

/** A list of values to look into: what comes after `id in`. */
export function toList(
  engine: SqlEngine,
  type: "text" | "bigint",
  values: readonly (string | number)[],
): RawBuilder<unknown> {
  return engine === "sqlite"
    ? sql`(select value from json_each(${JSON.stringify(values)}))`
    : sql`(select unnest(${values}::${sql.raw(type)}[]))`;
}
