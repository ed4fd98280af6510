import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { indexes } from "./schema.ts";

/**
 * Builds the indexes of a closed database file in a thread of its own: for millions of ports it takes seconds, and
 * SQLite does not stop half-way to let others work. Rejects with the driver's error.
 */
export async function buildIndexes(path: string): Promise<void> {
  const worker = new Worker(`(${work})()`, {
    eval: true,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 },
    workerData: { path, indexes },
  });
  await once(worker, "exit");
}

// Handed over as text, so that it runs from source and from a bundle alike: it must not refer to anything around it.
function work(): void {
  const { workerData } = process.getBuiltinModule("node:worker_threads");
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  const database = new DatabaseSync(workerData.path);
  database.exec("PRAGMA synchronous = off; PRAGMA cache_size = -1000");
  database.exec(workerData.indexes);
  database.close();
}
