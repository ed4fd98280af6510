import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { backup } from "node:sqlite";
import type { Port } from "../../domain/port.ts";
import type { FileMark, PortStaging, PutCounts } from "../../domain/port-loader.ts";
import { attempt, attemptLater } from "./attempt.ts";
import { buildIndexes } from "./build-indexes.ts";
import { PortDatabase } from "./port-database.ts";
import { indexes, noIndexes, stagingPragmas } from "./schema.ts";

/** Up to so many ports, indexes are built on the spot: it takes some tens of milliseconds. */
const fewPorts = 50_000;

/** Pages that are copied between two looks at the clock of everybody else: 400 KiB. */
const copyRate = 100;

/** What the staging needs of the store that it belongs to. */
export interface Original {
  live(): PortDatabase;
  /** Closes the live file, calls `change`, opens it again. */
  replace(change: () => void): void;
  /** Told when the staging has come to its end. */
  close(): void;
}

/** Where an import is prepared. */
export function stagingPathOf(path: string): string {
  return `${path}.staging`;
}

/** Removes what an import left behind that did not come to its end. */
export function removeStaging(path: string): void {
  rmSync(stagingPathOf(path), { force: true });
  removeJournals(stagingPathOf(path));
}

/** A journal must never meet another database than its own. */
function removeJournals(path: string): void {
  for (const suffix of ["-wal", "-shm", "-journal"]) rmSync(path + suffix, { force: true });
}

/** A second file that becomes the first. */
export class SqliteStaging implements PortStaging {
  readonly #path: string;
  readonly #stagingPath: string;
  readonly #original: Original;
  /** Codes that were put into the original meanwhile: it knows better. */
  readonly #kept = new Set<string>();
  #database: PortDatabase | undefined;
  #isOver = false;

  constructor(path: string, original: Original) {
    this.#path = path;
    this.#stagingPath = stagingPathOf(path);
    this.#original = original;
  }

  /** Copies the original, page by page in the background, and opens the copy. */
  async open(): Promise<void> {
    try {
      await attemptLater(() => this.#open());
    } catch (fault) {
      await this.drop();
      throw fault;
    }
  }

  /** From now on the original knows better about this port than the file. */
  keep(unloc: string): void {
    this.#kept.add(unloc);
  }

  put(ports: readonly Port[]): PutCounts {
    const counts = { created: 0, updated: 0, unchanged: 0 };
    const database = this.#database!;
    attempt(() => {
      for (const port of ports) counts[this.#kept.has(port.unloc) ? "unchanged" : database.put(port)]++;
    });
    return counts;
  }

  async publish(mark?: FileMark): Promise<void> {
    await attemptLater(async () => {
      await this.#finish(mark);
      await syncFile(this.#stagingPath);
      this.#keepLastChanges();
      this.#original.replace(() => {
        removeJournals(this.#path);
        renameSync(this.#stagingPath, this.#path);
        syncFolder(dirname(this.#path));
      });
      this.#end();
    });
  }

  async drop(): Promise<void> {
    if (this.#isOver) return;
    this.#end();
    this.#database?.close();
    this.#database = undefined;
    removeStaging(this.#path);
  }

  async #open(): Promise<void> {
    removeStaging(this.#path);
    const live = this.#original.live();
    if (live.hasMoreThan(0) || live.readMark()) await backup(live.driver, this.#stagingPath, { rate: copyRate });
    this.#database = new PortDatabase(this.#stagingPath, stagingPragmas);
    if (!this.#database.hasMoreThan(fewPorts)) this.#database.driver.exec(noIndexes);
    this.#database.driver.exec("BEGIN");
  }

  #end(): void {
    this.#isOver = true;
    this.#original.close();
  }

  async #finish(mark: FileMark | undefined): Promise<void> {
    const database = this.#database!;
    if (mark) database.writeMark(mark);
    database.driver.exec("COMMIT");
    const isSmall = !database.hasMoreThan(fewPorts);
    if (isSmall) database.driver.exec(indexes);
    database.close();
    this.#database = undefined;
    if (!isSmall) await buildIndexes(this.#stagingPath);
  }

  /** What was put into the original goes over, in the same turn in which the files change places. */
  #keepLastChanges(): void {
    if (this.#kept.size === 0) return;
    const database = new PortDatabase(this.#stagingPath, "PRAGMA synchronous = full");
    database.transact(() => {
      for (const unloc of this.#kept) database.put(this.#original.live().find(unloc)!);
    });
    database.close();
  }
}

async function syncFile(path: string): Promise<void> {
  await using file = await open(path, "r+");
  await file.sync();
}

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  fsyncSync(folder);
  closeSync(folder);
}
