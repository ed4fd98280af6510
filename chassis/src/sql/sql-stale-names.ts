import { type QueryExecutorProvider, sql } from "kysely";
import type { StaleNames } from "../cache/cache.ts";
import type { SqlEngine, SqlExecutor } from "./sql-database.ts";
import { toList, toRows } from "./sql-rows.ts";

/**
 * Names that are to be made stale, in a table beside the service's own. Each time that a name is added counts: only those
 * times are removed that this process has listed last, never one that is added meanwhile.
 */
export class SqlStaleNames implements StaleNames {
  readonly #engine: SqlEngine;
  readonly #db: QueryExecutorProvider;
  /** The rows that were listed last, by name. */
  #listed: ReadonlyMap<string, readonly StaleRow[]> = new Map();

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
    await sql`insert into stale_name (name) ${rows}`.execute(this.#db);
  }

  /** Oldest first, each name once. */
  async list(limit: number): Promise<readonly string[]> {
    const { rows } =
      await sql<StaleRow>`select position, name from stale_name order by position limit ${limit}`.execute(this.#db);
    this.#listed = Map.groupBy(rows, ({ name }) => name);
    return [...this.#listed.keys()];
  }

  async remove(names: readonly string[]): Promise<void> {
    const positions = names.flatMap((name) => this.#listed.get(name)?.map(({ position }) => position) ?? []);
    if (positions.length === 0) return;
    await sql`delete from stale_name where position in ${toList(this.#engine, "bigint", positions)}`.execute(this.#db);
  }
}

interface StaleRow {
  readonly position: number;
  readonly name: string;
}
