import type { DatabaseSync } from "node:sqlite";

/** Commits what a crash of the process may not undo, but one of the machine may: it does not wait for the disk. */
export function commitLightly(db: DatabaseSync, write: () => void): void {
  try {
    db.exec("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE");
    write();
    db.exec("COMMIT");
  } catch (cause) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw cause;
  } finally {
    db.exec("PRAGMA synchronous = FULL");
  }
}
