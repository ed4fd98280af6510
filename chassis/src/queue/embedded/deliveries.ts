import type { DatabaseSync, StatementSync } from "node:sqlite";

/** A durable consumer as the file has it. */
export interface ConsumerRow {
  readonly id: number;
  readonly stream: number;
  readonly subject: string;
  /** Sequence of the last message that was delivered to it. */
  readonly cursor: number;
}

/** A message that a consumer has neither acknowledged nor refused for good. */
export interface UnsettledRow {
  readonly sequence: number;
  readonly attempt: number;
}

/** Durable consumers in a queue's file, and what is delivered to them. */
export class Deliveries {
  readonly #upsert: StatementSync;
  readonly #list: StatementSync;
  readonly #put: StatementSync;
  readonly #move: StatementSync;
  readonly #settle: StatementSync;

  constructor(db: DatabaseSync) {
    this.#upsert = db.prepare(
      `INSERT INTO consumer (stream, durable, subject) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET subject = excluded.subject RETURNING id, stream, subject, cursor`,
    );
    this.#list = db.prepare("SELECT sequence, attempt FROM delivery WHERE consumer = ? ORDER BY sequence");
    this.#put = db.prepare("INSERT OR REPLACE INTO delivery VALUES (?, ?, ?)");
    this.#move = db.prepare("UPDATE consumer SET cursor = max(cursor, ?) WHERE id = ?");
    this.#settle = db.prepare("DELETE FROM delivery WHERE consumer = ? AND sequence = ?");
  }

  /** Finds the consumer of this name, or makes one that begins with the stream's first message. */
  ensure(stream: number, durable: string, subject: string): ConsumerRow {
    return this.#upsert.get(stream, durable, subject) as unknown as ConsumerRow;
  }

  listUnsettled(consumer: number): readonly UnsettledRow[] {
    return this.#list.all(consumer) as unknown as readonly UnsettledRow[];
  }

  put(consumer: number, deliveries: readonly UnsettledRow[]): void {
    for (const { sequence, attempt } of deliveries) this.#put.run(consumer, sequence, attempt);
    this.#move.run(Math.max(...deliveries.map(({ sequence }) => sequence)), consumer);
  }

  settle(consumer: number, sequence: number): void {
    this.#settle.run(consumer, sequence);
  }
}
