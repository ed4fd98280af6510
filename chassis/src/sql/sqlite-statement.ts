import type { SQLInputValue, StatementSync } from "node:sqlite";
import type { QueryResult } from "kysely";

/**
 * A prepared statement. The names of its columns are asked for once: node:sqlite makes them anew for each row otherwise,
 * half of what a short query costs (measured).
 */
export class SqliteStatement {
  readonly #statement: StatementSync;
  readonly #columns: readonly string[];

  constructor(statement: StatementSync) {
    this.#statement = statement;
    this.#columns = statement.columns().map(({ name }) => name);
    statement.setReturnArrays(true);
  }

  execute<R>(parameters: readonly unknown[]): QueryResult<R> {
    const values = parameters.map(toSqlite);
    if (this.#columns.length > 0) return { rows: this.#statement.all(...values).map((row) => this.#toRow<R>(row)) };
    const { changes } = this.#statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  #toRow<R>(cells: unknown): R {
    const row: Record<string, unknown> = {};
    for (const [index, name] of this.#columns.entries()) row[name] = (cells as readonly unknown[])[index];
    return row as R;
  }
}

/** SQLite has no type for what is true or false. */
function toSqlite(value: unknown): SQLInputValue {
  return typeof value === "boolean" ? Number(value) : (value as SQLInputValue);
}
