import type { OutboxEvent } from "@flotilla/chassis/outbox";
import type { SqlEngine } from "@flotilla/chassis/sql";
import { createDatabase, type OwnedDatabase, type PostgresOfFile } from "@flotilla/testkit/sql-databases";
import { createEventEncoder } from "../src/adapters/event-encoder.ts";
import { SqlStudentStore } from "../src/adapters/sql-student-store.ts";
import { studentMigrations } from "../src/adapters/student-migrations.ts";
import type { StudentTables } from "../src/adapters/student-row.ts";
import { storeUnavailable } from "../src/domain/faults.ts";

/** A started SqlStudentStore with what it stands on. */
export interface OwnedSqlStore extends OwnedDatabase<StudentTables> {
  readonly store: SqlStudentStore;
  /** Events that the store said were recorded, in order. */
  readonly recorded: readonly OutboxEvent[];
}

/** A store in memory as SQLite has it, or in a database of its own. */
export async function createSqlStore(engine: SqlEngine, server: PostgresOfFile): Promise<OwnedSqlStore> {
  const own = { name: "students", migrations: studentMigrations, toUnavailable: storeUnavailable };
  const owned = await createDatabase<StudentTables>(engine, server, own);
  const recorded: OutboxEvent[] = [];
  const encode = createEventEncoder({ propagators: [], baggageKeys: [] });
  const onRecorded = (events: readonly OutboxEvent[]) => void recorded.push(...events);
  return { ...owned, store: new SqlStudentStore({ database: owned.database, encode, onRecorded }), recorded };
}
