import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
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
export class SqlitePortStore implements PortStore, PortLoader, Disposable {
  readonly #path: string;
  #live: PortDatabase;
  #staging: SqliteStaging | undefined;
  readonly #current = () => this.#live;

  /** Opens the file, or makes it with its folder. Throws STORE_FAILED. */
  constructor(path: string) {
    this.#path = path;
    this.#live = attempt(() => {
      mkdirSync(dirname(path), { recursive: true });
      removeStaging(path);
      return open(path);
    });
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

  [Symbol.dispose](): void {
    this.#live.close();
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
