import { chassisTables, openSqlite, SqlKeys, SqlOutbox, SqlStaleNames } from "@flotilla/chassis/sql";
import { storeUnavailable } from "../domain/faults.ts";
import { courseMigrations } from "./course-migrations.ts";
import type { CourseTables } from "./course-row.ts";
import { SqliteCourseStore } from "./sqlite-course-store.ts";
import type { Storage } from "./storage.ts";

/** Keeps courses in a file. */
export function openSqliteStorage(file: string): Storage {
  const migrations = [...chassisTables, ...courseMigrations];
  const database = openSqlite<CourseTables>(file, { name: "courses", migrations, toUnavailable: storeUnavailable });
  return {
    engine: "sqlite",
    database,
    outbox: new SqlOutbox(database),
    keys: new SqlKeys(database),
    staleNames: new SqlStaleNames(database),
    createStore: (options) => new SqliteCourseStore({ database, ...options }),
  };
}
