import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { StreamSpec } from "../queue.ts";
import { queueUnavailable } from "../queue-faults.ts";
import { matchesSubject, overlapsSubject } from "../subject-match.ts";

/** A stream as the file has it. */
export interface StreamRow {
  readonly id: number;
  readonly name: string;
  readonly created: string;
  readonly subjects: readonly string[];
  readonly windowMs: number;
}

/** The streams in a queue's file. None ever goes away, but another process may add one. */
export class Streams {
  readonly #list: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  #known: readonly StreamRow[] = [];

  constructor(db: DatabaseSync) {
    this.#list = db.prepare("SELECT id, name, created, subjects, duplicate_window_ms AS windowMs FROM stream");
    this.#insert = db.prepare(
      "INSERT INTO stream (name, created, subjects, description, duplicate_window_ms) VALUES (?, ?, ?, ?, ?)",
    );
    this.#update = db.prepare(
      "UPDATE stream SET subjects = ?, description = ?, duplicate_window_ms = ? WHERE name = ?",
    );
  }

  /** Creates the stream, or brings it in line. Throws when another stream has one of its subjects. */
  ensure({ name, subjects, description, duplicateWindowMs }: StreamSpec, now: Date): void {
    const streams = this.#read();
    this.#known = [];
    const rival = streams.find((other) => other.name !== name && overlap(other.subjects, subjects));
    if (rival) throw queueUnavailable(`The streams ${name} and ${rival.name} would both take some subjects.`);
    const text = JSON.stringify(subjects);
    if (streams.some((stream) => stream.name === name)) this.#update.run(text, description, duplicateWindowMs, name);
    else this.#insert.run(name, now.toISOString(), text, description, duplicateWindowMs);
  }

  find(name: string): StreamRow | undefined {
    return this.#seek((stream) => stream.name === name);
  }

  findBySubject(subject: string): StreamRow | undefined {
    return this.#seek(({ subjects }) => subjects.some((pattern) => matchesSubject(pattern, subject)));
  }

  #seek(isWanted: (stream: StreamRow) => boolean): StreamRow | undefined {
    const known = this.#known.find(isWanted);
    if (known) return known;
    this.#known = this.#read();
    return this.#known.find(isWanted);
  }

  #read(): readonly StreamRow[] {
    const rows = this.#list.all() as unknown as readonly (StreamRow & { readonly subjects: string })[];
    return rows.map((row) => ({ ...row, subjects: JSON.parse(row.subjects) as string[] }));
  }
}

function overlap(some: readonly string[], others: readonly string[]): boolean {
  return some.some((subject) => others.some((other) => overlapsSubject(subject, other)));
}
