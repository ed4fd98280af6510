import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { StoredMessage } from "../dead-letters/letter-stream.ts";
import type { PubAck, QueueMessage } from "../queue.ts";
import type { StreamRow } from "./streams.ts";

interface Row {
  readonly sequence: number;
  readonly subject: string;
  readonly id: string;
  readonly time_ms: number;
  readonly headers: string;
  readonly data: Uint8Array;
}

const columns = "sequence, subject, id, time_ms, headers, data";

/** The messages in a queue's file. */
export class Messages {
  readonly #findDuplicate: StatementSync;
  readonly #takeSequence: StatementSync;
  readonly #insert: StatementSync;
  readonly #find: StatementSync;
  readonly #list: StatementSync;
  readonly #listOfSubject: StatementSync;
  readonly #count: StatementSync;
  readonly #remove: StatementSync;

  constructor(db: DatabaseSync) {
    this.#findDuplicate = db.prepare(
      "SELECT sequence FROM message WHERE stream = ? AND id = ? AND id <> '' AND time_ms > ? LIMIT 1",
    );
    this.#takeSequence = db.prepare(
      "UPDATE stream SET last_sequence = last_sequence + 1 WHERE id = ? RETURNING last_sequence AS sequence",
    );
    this.#insert = db.prepare("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?)");
    this.#find = db.prepare(`SELECT ${columns} FROM message WHERE stream = ? AND sequence = ?`);
    this.#list = db.prepare(
      `SELECT ${columns} FROM message WHERE stream = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
    );
    this.#listOfSubject = db.prepare(
      `SELECT ${columns} FROM message WHERE stream = ? AND subject = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
    );
    // A stream of one subject need not be counted, which would take as long as many messages wait.
    this.#count = db.prepare(
      `SELECT CASE json_array_length(subjects) WHEN 1 THEN max(0, last_sequence - $after)
       ELSE (SELECT count(*) FROM message WHERE stream = $stream AND subject = $subject AND sequence > $after) END AS count
       FROM stream WHERE id = $stream`,
    );
    this.#remove = db.prepare("DELETE FROM message WHERE stream = ? AND sequence = ?");
  }

  /** Stores the message, unless the stream got its id within the duplicate window. */
  append(stream: StreamRow, { subject, id, headers, data }: QueueMessage, nowMs: number): PubAck {
    const known = id ? readSequence(this.#findDuplicate.get(stream.id, id, nowMs - stream.windowMs)) : undefined;
    if (known !== undefined) return { stream: stream.name, sequence: known, isDuplicate: true };
    const sequence = readSequence(this.#takeSequence.get(stream.id))!;
    this.#insert.run(stream.id, sequence, subject, id, nowMs, JSON.stringify(headers), data);
    return { stream: stream.name, sequence, isDuplicate: false };
  }

  find(stream: number, sequence: number): StoredMessage | undefined {
    const row = this.#find.get(stream, sequence) as unknown as Row | undefined;
    return row && toMessage(row);
  }

  /** With a sequence above `after`, oldest first; of one subject, if it is given. */
  list(stream: number, after: number, limit: number): readonly StoredMessage[] {
    return (this.#list.all(stream, after, limit) as unknown as readonly Row[]).map(toMessage);
  }

  /** As {@link list}, but one by one: whoever has enough stops. */
  *iterate(stream: number, subject: string, after: number): Iterable<StoredMessage> {
    for (const row of this.#listOfSubject.iterate(stream, subject, after, -1)) yield toMessage(row as unknown as Row);
  }

  count(stream: number, subject: string, after: number): number {
    return (this.#count.get({ stream, subject, after }) as { count: number }).count;
  }

  remove(stream: number, sequence: number): void {
    this.#remove.run(stream, sequence);
  }
}

function readSequence(row: unknown): number | undefined {
  return (row as { readonly sequence: number } | undefined)?.sequence;
}

function toMessage({ sequence, subject, id, time_ms, headers, data }: Row): StoredMessage {
  return { sequence, subject, id, time: new Date(time_ms), headers: JSON.parse(headers), data };
}
