import type { DatabaseSync } from "node:sqlite";
import type { Fault } from "../fault.ts";
import { UniqueViolation } from "./unique-violation.ts";

/** https://www.sqlite.org/rescode.html: BUSY, LOCKED, IOERR, FULL and CANTOPEN, whatever the extended part says. */
const unavailableCodes: ReadonlySet<number> = new Set([5, 6, 10, 13, 14]);
/** SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE and _ROWID. */
const uniqueCodes: ReadonlySet<number> = new Set([1555, 2067, 2579]);

/** What a query rejects with for what the driver threw. */
export function translateSqliteError(
  thrown: unknown,
  database: DatabaseSync,
  toUnavailable: (cause: unknown) => Fault,
): unknown {
  const code = Number((thrown as { readonly errcode?: number }).errcode);
  if (uniqueCodes.has(code)) return new UniqueViolation(readConstraint(thrown as Error, database), thrown);
  return unavailableCodes.has(code & 0xff) ? toUnavailable(thrown) : thrown;
}

/** SQLite names the columns, `UNIQUE constraint failed: t.a, t.b`: the index that is made of them has the name. */
function readConstraint({ message }: Error, database: DatabaseSync): string {
  const failed = message.slice(message.indexOf(": ") + 2);
  const named = /^index '(.*)'$/.exec(failed);
  if (named) return named[1]!;
  const columns = failed.split(", ").map((column) => column.slice(column.indexOf(".") + 1));
  const table = failed.slice(0, failed.indexOf("."));
  const index = database
    .prepare('select name, origin from pragma_index_list(?) where "unique"')
    .all(table)
    .find(({ name }) => listColumns(database, String(name)).join() === columns.join());
  return index && index["origin"] !== "pk" ? String(index["name"]) : `${table}_pkey`;
}

function listColumns(database: DatabaseSync, index: string): readonly string[] {
  const rows = database.prepare("select name from pragma_index_info(?) order by seqno").all(index);
  return rows.map(({ name }) => String(name));
}
