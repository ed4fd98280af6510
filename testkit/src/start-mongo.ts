import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildMongo, missesMongo } from "./build-mongo.ts";
import { findFreePort } from "./free-port.ts";
import { type StartedServer, startServer } from "./start-server.ts";

export { missesMongo };

/** A server of MongoDB's wire protocol that a test owns, on a port of its own. What it answered it keeps, killed or not. */
export interface StartedMongo extends StartedServer {
  /** For `MONGO_URL`; a path that is put behind it names the database. */
  readonly url: string;
  readonly port: number;
}

/** It serves a test: a quick start is worth more than a quick server. */
const jvmOptions = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m"];

/**
 * Starts `mongo/DurableMongo.java` on a free port and a file of its own; disposing stops it and removes the file. It is not
 * MongoDB: it has no transactions, sessions, users or validators, and its secondary indexes make nothing faster. Tests that
 * need it skip by {@link missesMongo}.
 *
 * @example
 * await using mongo = await startMongo();
 */
export async function startMongo(): Promise<StartedMongo> {
  const { java, classPath } = await buildMongo();
  const folder = mkdtempSync(join(tmpdir(), "flotilla-mongo-"));
  const port = await findFreePort();
  const args = [...jvmOptions, "-cp", classPath, "DurableMongo", String(port), join(folder, "data")];
  const server = await startServer(folder, { command: java, args, ready: /^listening$/ });
  return { ...server, url: `mongodb://127.0.0.1:${port}`, port };
}
