/** Tables of an embedded queue. Sequences are a stream's own and are never given twice, whatever is removed. */
export const schema = `
  CREATE TABLE IF NOT EXISTS stream (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created TEXT NOT NULL,
    subjects TEXT NOT NULL,
    description TEXT NOT NULL,
    duplicate_window_ms INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE IF NOT EXISTS message (
    stream INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    subject TEXT NOT NULL,
    id TEXT NOT NULL,
    time_ms INTEGER NOT NULL,
    headers TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (stream, sequence)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS message_subject ON message (stream, subject, sequence);
  CREATE INDEX IF NOT EXISTS message_id ON message (stream, id, time_ms) WHERE id <> '';
  CREATE TABLE IF NOT EXISTS consumer (
    id INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    durable TEXT NOT NULL,
    subject TEXT NOT NULL,
    cursor INTEGER NOT NULL DEFAULT 0,
    UNIQUE (stream, durable)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS delivery (
    consumer INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    PRIMARY KEY (consumer, sequence)
  ) STRICT, WITHOUT ROWID;
`;
