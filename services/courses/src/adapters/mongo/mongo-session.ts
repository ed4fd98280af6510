import { ConfigError } from "@flotilla/chassis";
import { MongoClient } from "mongodb";
import { type Collections, toCollections } from "./collections.ts";
import { MongoPresence } from "./mongo-presence.ts";

/** One client of the driver, and what it knows of its server. */
export interface MongoSession {
  readonly client: MongoClient;
  readonly presence: MongoPresence;
  readonly collections: Collections;
}

/** Where older writers kept their courses: the database of a URL that names none. */
const defaultDatabase = "testdb";

/**
 * Nothing is waited for longer than this. What is written is on the disk of most members when it is answered, and what is
 * read will not be undone by a failover.
 */
const clientOptions = {
  appName: "courses",
  serverSelectionTimeoutMS: 2000,
  connectTimeoutMS: 2000,
  waitQueueTimeoutMS: 2000,
  socketTimeoutMS: 5000,
  writeConcern: { w: "majority", journal: true },
  readConcern: { level: "majority" },
} as const;

/** Connects nowhere yet. Throws a ConfigError for a URL that the driver cannot read. */
export function createMongoSession(url: string): MongoSession {
  const client = createClient(url);
  const collections = toCollections(client.db(namesDatabase(url) ? undefined : defaultDatabase));
  return { client, presence: new MongoPresence(client), collections };
}

/** What the driver complains of may quote the URL, and the password with it. */
function createClient(url: string): MongoClient {
  try {
    return new MongoClient(url, clientOptions);
  } catch {
    throw new ConfigError([
      "MONGO_URL must be understood by MongoDB's driver: known options only, and user and password percent-encoded",
    ]);
  }
}

/** Does the URL have a path? The hosts in front of it may be several, so that it is no URL of the WHATWG's. */
function namesDatabase(url: string): boolean {
  return /^[^/]+\/\/[^/]+\/[^?]/.test(url);
}
