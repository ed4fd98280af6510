/**
 * One row per port: the port itself as a JSON document, beside it what queries look at. Text columns are folded, the
 * time zone is not. `port_claim` has the codes that a port lists besides its own; few ports have any.
 */
export const tables = `
  CREATE TABLE IF NOT EXISTS port (
    unloc TEXT PRIMARY KEY, country TEXT NOT NULL, city TEXT NOT NULL, name TEXT NOT NULL, timezone TEXT,
    longitude REAL, latitude REAL, document TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS port_claim (
    unloc TEXT NOT NULL, port TEXT NOT NULL, PRIMARY KEY (unloc, port)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS port_claim_port ON port_claim (port);
  CREATE TABLE IF NOT EXISTS loaded_file (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ms REAL NOT NULL, digest TEXT NOT NULL
  ) STRICT;
  PRAGMA user_version = 1;`;

/** Made last when many ports come at once: sorting once costs a quarter of keeping order all the time. */
export const indexes = `
  CREATE INDEX IF NOT EXISTS port_country ON port (country);
  CREATE INDEX IF NOT EXISTS port_city ON port (city);
  CREATE INDEX IF NOT EXISTS port_timezone ON port (timezone);
  CREATE INDEX IF NOT EXISTS port_place ON port (latitude, longitude);`;

/** The opposite of {@link indexes}. */
export const noIndexes = `
  DROP INDEX IF EXISTS port_country;
  DROP INDEX IF EXISTS port_city;
  DROP INDEX IF EXISTS port_timezone;
  DROP INDEX IF EXISTS port_place;`;

/** A file that is served: readers never wait for the writer, and a write that was answered survives a power cut. */
export const livePragmas = `
  PRAGMA journal_mode = wal;
  PRAGMA synchronous = full;
  PRAGMA cache_size = -8000;
  PRAGMA busy_timeout = 1000;`;

/**
 * A file that nobody else sees, and that is thrown away when anything goes wrong: one transaction, nothing synced before
 * its end. Pages that are new need no journal, so it stays small.
 */
export const stagingPragmas = `
  PRAGMA journal_mode = delete;
  PRAGMA synchronous = off;
  PRAGMA locking_mode = exclusive;
  PRAGMA cache_size = -4000;`;
