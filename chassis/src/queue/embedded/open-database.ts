import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { schema } from "./schema.ts";

/** How long one process waits for another that writes the file at the moment. */
const busyTimeoutMs = 2000;

/** Opens the file of an embedded queue; for its owner with its folder and tables where they are missing. */
export function openQueueFile(path: string, isOwner: boolean): DatabaseSync {
  if (!isOwner && !existsSync(path)) throw new Error(`there is no queue ${path}`);
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${schema}`);
    return db;
  } catch (cause) {
    db.close();
    throw new Error(`cannot open the queue ${path}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Makes this process the only one that delivers from the file, for as long as the answer is open or the process lives:
 * SQLite's lock on a second file, which the system lifts when its owner dies. Throws when another process has it.
 */
export function lockQueueFile(path: string): DatabaseSync {
  const lock = new DatabaseSync(`${path}.lock`, { timeout: 0 });
  try {
    lock.exec("PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
    return lock;
  } catch (cause) {
    lock.close();
    throw new Error(`another process uses the queue ${path}: give each its own DATA_DIR`, { cause });
  }
}
