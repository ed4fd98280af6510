import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Part } from "@flotilla/chassis";
import type { Port } from "../domain/port.ts";
import type { FileMark, PortLoader, PortStaging } from "../domain/port-loader.ts";
import type { PortQuery, PortStore, PutResult, ScanOrder } from "../domain/port-store.ts";
import { attempt } from "./sqlite/attempt.ts";
import { listPorts } from "./sqlite/list-ports.ts";
import { PortDatabase } from "./sqlite/port-database.ts";
import { scanPorts } from "./sqlite/scan-ports.ts";
import { indexes, livePragmas } from "./sqlite/schema.ts";
import { removeStaging, SqliteStaging } from "./sqlite/sqlite-staging.ts";

/**
 * Ports in one SQLite file, for one process. An import fills a second file beside it, which then takes the place of
 * the first: nothing is written twice, nothing has to be deleted row by row, and a crash leaves the old file whole.
 */
export class SqlitePortStore implements PortStore, PortLoader, Part {
  readonly name = "ports store (sqlite)";
  readonly #path: string;
  #live!: PortDatabase;
  #staging: SqliteStaging | undefined;
  readonly #current = () => this.#live;

  constructor(path: string) {
    this.#path = path;
  }

  /** Opens the file, or makes it with its folder. */
  async start(): Promise<void> {
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      removeStaging(this.#path);
      this.#live = open(this.#path);
    } catch (cause) {
      throw new Error(`cannot open the ports database ${this.#path}: ${(cause as Error).message}`, { cause });
    }
  }

  /** Drops an import that has not come to its end, and closes the file. */
  async stop(): Promise<void> {
    await this.#staging?.drop();
    this.#live?.close();
  }

  /** Throws STORE_FAILED when the file cannot be read. */
  check(): void {
    attempt(() => this.#live.hasMoreThan(0));
  }

  async find(unloc: string): Promise<Port | undefined> {
    return attempt(() => this.#live.find(unloc));
  }

  list(query: PortQuery): Promise<Port[]> {
    return listPorts(this.#current, query);
  }

  scan(order: ScanOrder): AsyncIterable<readonly Port[]> {
    return scanPorts(this.#current, order);
  }

  async put(port: Port): Promise<PutResult> {
    const result = attempt(() => this.#live.transact(() => this.#live.put(port)));
    this.#staging?.keep(port.unloc);
    return result;
  }

  async stage(): Promise<PortStaging> {
    const staging = new SqliteStaging(this.#path, {
      live: this.#current,
      replace: (change) => this.#replace(change),
      close: () => {
        this.#staging = undefined;
      },
    });
    this.#staging = staging;
    await staging.open();
    return staging;
  }

  async readMark(): Promise<FileMark | undefined> {
    return attempt(() => this.#live.readMark());
  }

  async writeMark(mark: FileMark): Promise<void> {
    attempt(() => this.#live.transact(() => this.#live.writeMark(mark)));
  }

  /** Closes the file, lets `change` put another in its place, and opens what is there then. */
  #replace(change: () => void): void {
    this.#live.close();
    try {
      change();
    } finally {
      this.#live = open(this.#path);
    }
  }
}

function open(path: string): PortDatabase {
  const database = new PortDatabase(path, livePragmas);
  database.driver.exec(indexes);
  return database;
}
