import type { SqlEngine } from "@flotilla/chassis/sql";
import { type RawBuilder, sql } from "kysely";

/** Columns of a table of values, by name, with their types in PostgreSQL. */
export type Columns = Readonly<Record<string, "text" | "uuid">>;

/**
 * Any number of rows as one parameter: what stands after `from`, named `given`. The text of the statement does not depend
 * on how many there are, so that it is prepared once.
 */
export function jsonRows(engine: SqlEngine, columns: Columns, rows: readonly object[]): RawBuilder<unknown> {
  const json = JSON.stringify(rows);
  const names = Object.keys(columns);
  if (engine === "postgres") {
    const types = names.map((name) => sql`${sql.ref(name)} ${sql.raw(columns[name]!)}`);
    return sql`json_to_recordset(${json}::json) as given(${sql.join(types)})`;
  }
  const values = names.map((name) => sql`value ->> ${sql.lit(name)} as ${sql.ref(name)}`);
  return sql`(select ${sql.join(values)} from json_each(${json})) as given`;
}
