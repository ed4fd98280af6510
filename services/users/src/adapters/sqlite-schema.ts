import type { DatabaseSync } from "node:sqlite";

/** A step of the schema. Steps are never edited once released; new ones are added at the end. */
interface Migration {
  readonly name: string;
  readonly sql: string;
}

const migrations: readonly Migration[] = [
  {
    name: "users",
    sql: `
      CREATE TABLE user (
        id TEXT PRIMARY KEY,
        email TEXT NOT NULL,
        email_key TEXT NOT NULL UNIQUE,
        first_name TEXT NOT NULL,
        last_name TEXT NOT NULL,
        searched_name TEXT NOT NULL,
        age INTEGER NOT NULL,
        phone TEXT NOT NULL,
        address TEXT NOT NULL,
        revision INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        updated_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX user_by_email ON user (email);
      CREATE INDEX user_by_age ON user (age, email);
      CREATE TABLE done_once (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;`,
  },
];

/** Brings the schema up to date, each step in a transaction. Throws when the file is from a newer release. */
export function migrate(database: DatabaseSync): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    database.exec(
      "CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_ms INTEGER NOT NULL) STRICT",
    );
    applyMissing(database);
    database.exec("COMMIT");
  } catch (cause) {
    database.exec("ROLLBACK");
    throw cause;
  }
}

function applyMissing(database: DatabaseSync): void {
  const row = database.prepare("SELECT coalesce(max(version), 0) AS version FROM migration").get();
  const version = Number(row?.["version"]);
  if (version > migrations.length) {
    throw new Error(`the users database is of schema version ${version}; this release knows ${migrations.length}`);
  }
  const note = database.prepare("INSERT INTO migration VALUES (?, ?, unixepoch('subsec') * 1000)");
  migrations.slice(version).forEach((migration, index) => {
    database.exec(migration.sql);
    note.run(version + index + 1, migration.name);
  });
}
