import type { Kysely } from "kysely";
import type { Part } from "../part.ts";

/** A relational database of one service: PostgreSQL, or SQLite in a file. `T` are its tables, as kysely wants them. */
export interface SqlDatabase<T> extends Part {
  readonly engine: "postgres" | "sqlite";
  readonly db: Kysely<T>;
}
