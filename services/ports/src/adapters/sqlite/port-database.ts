import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { fold } from "../../domain/fold.ts";
import { distanceKm } from "../../domain/place.ts";
import type { Port } from "../../domain/port.ts";
import type { FileMark } from "../../domain/port-loader.ts";
import type { PutResult } from "../../domain/port-store.ts";
import { tables } from "./schema.ts";

type Row = Readonly<Record<string, SQLInputValue>>;

const statements = {
  find: "SELECT document FROM port WHERE unloc = ?",
  findClaim:
    "SELECT document FROM port_claim JOIN port ON port.unloc = port_claim.port WHERE port_claim.unloc = ? ORDER BY port LIMIT 1",
  insert: "INSERT INTO port VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  update: `UPDATE port SET country = ?2, city = ?3, name = ?4, timezone = ?5, longitude = ?6, latitude = ?7, document = ?8
    WHERE unloc = ?1 AND document <> ?8`,
  claim: "INSERT INTO port_claim VALUES (?, ?) ON CONFLICT DO NOTHING",
  unclaim: "DELETE FROM port_claim WHERE port = ?",
  count: "SELECT count(*) AS count FROM (SELECT 1 FROM port LIMIT ?)",
  readMark: "SELECT path, size, mtime_ms, digest FROM loaded_file",
  clearMark: "DELETE FROM loaded_file",
  writeMark: "INSERT INTO loaded_file VALUES (?, ?, ?, ?)",
};

/** One SQLite file of ports with its prepared statements. Everything here is synchronous and short. */
export class PortDatabase {
  readonly driver: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(path: string, pragmas: string) {
    this.driver = new DatabaseSync(path);
    this.driver.exec(pragmas);
    this.driver.exec(tables);
    this.driver.function("distance_km", { deterministic: true }, toDistance);
  }

  find(unloc: string): Port | undefined {
    const row = this.get(statements.find, unloc) ?? this.get(statements.findClaim, unloc);
    return row && parseDocument(row);
  }

  /** Creates or replaces; the caller holds a transaction, or can do without. */
  put(port: Port): PutResult {
    const { unloc, timezone = null, coordinates } = port;
    const [longitude, latitude] = coordinates ?? [null, null];
    const texts = [fold(port.country), fold(port.city), fold(port.name), timezone];
    const values = [unloc, ...texts, longitude, latitude, toDocument(port)] as const;
    if (this.#run(statements.insert, values) > 0) {
      this.#claim(port);
      return "created";
    }
    if (this.#run(statements.update, values) === 0) return "unchanged";
    this.#run(statements.unclaim, [unloc]);
    this.#claim(port);
    return "updated";
  }

  hasMoreThan(ports: number): boolean {
    return Number(this.get(statements.count, ports + 1)!["count"]) > ports;
  }

  readMark(): FileMark | undefined {
    const row = this.get(statements.readMark);
    if (!row) return undefined;
    const { path, size, mtime_ms: mtimeMs, digest } = row;
    return { path, size, mtimeMs, digest } as unknown as FileMark;
  }

  writeMark({ path, size, mtimeMs, digest }: FileMark): void {
    this.#run(statements.clearMark, []);
    this.#run(statements.writeMark, [path, size, mtimeMs, digest]);
  }

  /** All or nothing. */
  transact<T>(work: () => T): T {
    this.driver.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.driver.exec("COMMIT");
      return result;
    } catch (cause) {
      if (this.driver.isTransaction) this.driver.exec("ROLLBACK");
      throw cause;
    }
  }

  /** Runs any query; its text is prepared once. */
  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[];
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepare(sql).get(...values) as Row | undefined;
  }

  close(): void {
    this.#prepared.clear();
    this.driver.close();
  }

  #claim({ unloc, unlocs }: Port): void {
    if (unlocs.length === 1) return;
    for (const other of unlocs) {
      if (other !== unloc) this.#run(statements.claim, [other, unloc]);
    }
  }

  #run(sql: string, values: readonly SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (!statement) {
      statement = this.driver.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}

/** The port of a row that has its `document`. */
export function parseDocument(row: Row): Port {
  return JSON.parse(row["document"] as string) as Port;
}

/** The same port is always the same text, whatever order its fields came in. */
function toDocument(port: Port): string {
  const { unloc, name, city, country, alias, regions, coordinates, province, timezone, unlocs, code } = port;
  return JSON.stringify({ unloc, name, city, country, alias, regions, coordinates, province, timezone, unlocs, code });
}

// The driver counts the parameters.
function toDistance(a: SQLInputValue, b: SQLInputValue, c: SQLInputValue, d: SQLInputValue): number {
  return distanceKm({ latitude: Number(a), longitude: Number(b) }, { latitude: Number(c), longitude: Number(d) });
}
