import type { Logger } from "@flotilla/chassis";
import type { Storage } from "../storage.ts";
import { MongoCourseStore } from "./mongo-course-store.ts";
import { MongoDatabase } from "./mongo-database.ts";
import { MongoKeys } from "./mongo-keys.ts";
import { MongoOutbox } from "./mongo-outbox.ts";
import { MongoStaleNames } from "./mongo-stale-names.ts";

/** Keeps courses in MongoDB. */
export function openMongoStorage(url: string, log: Pick<Logger, "info" | "warn">): Storage {
  const database = new MongoDatabase({ url, log });
  return {
    engine: "mongodb",
    database,
    outbox: new MongoOutbox(database, Date.now),
    keys: new MongoKeys(database, Date.now),
    staleNames: new MongoStaleNames(database),
    createStore: (options) => new MongoCourseStore(database, { ...options, now: Date.now }),
  };
}
