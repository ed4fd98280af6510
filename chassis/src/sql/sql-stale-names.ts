import { type QueryExecutorProvider, sql } from "kysely";
import type { StaleNames } from "../cache/cache.ts";
import type { SqlEngine, SqlExecutor } from "./sql-database.ts";
import { toList, toRows } from "./sql-rows.ts";

/**
 * Names that are to be made stale, in a table beside the service's own. Each time that a name is added counts: only those
 * times are removed that this process has added or listed before, never one that another process adds meanwhile.
 */
export class SqlStaleNames implements StaleNames {
  readonly #engine: SqlEngine;
  readonly #db: QueryExecutorProvider;
  /** Positions of the rows that were seen, by name. */
  readonly #seen = new Map<string, Set<number>>();

  constructor({ engine, db }: SqlExecutor) {
    this.#engine = engine;
    this.#db = db;
  }

  async add(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const rows = toRows(
      this.#engine,
      ["text"],
      names.map((name) => [name]),
    );
    const added = await sql<StaleRow>`insert into stale_name (name) ${rows} returning position, name`.execute(this.#db);
    for (const row of added.rows) this.#see(row);
  }

  /** Oldest first, each name once. */
  async list(limit: number): Promise<readonly string[]> {
    const { rows } =
      await sql<StaleRow>`select position, name from stale_name order by position limit ${limit}`.execute(this.#db);
    for (const row of rows) this.#see(row);
    return [...new Set(rows.map(({ name }) => name))];
  }

  async remove(names: readonly string[]): Promise<void> {
    const positions = names.flatMap((name) => [...(this.#seen.get(name) ?? [])]);
    for (const name of names) this.#seen.delete(name);
    if (positions.length === 0) return;
    await sql`delete from stale_name where position in ${toList(this.#engine, "bigint", positions)}`.execute(this.#db);
  }

  #see({ position, name }: StaleRow): void {
    const seen = this.#seen.get(name) ?? new Set();
    this.#seen.set(name, seen.add(position));
  }
}

interface StaleRow {
  readonly position: number;
  readonly name: string;
}
